import type { CustomTypesConfig } from "pg";

// Object ids of PostgreSQL's built-in types (catalog pg_type).
const BOOL = 16;
const INT8 = 20;
const INT2 = 21;
const INT4 = 23;
const JSON_TYPE = 114;
const FLOAT4 = 700;
const FLOAT8 = 701;
const JSONB = 3802;

/**
 * How values become JSON: booleans, numbers and JSON as such; everything else, dates, numeric and
 * whole numbers beyond 2^53 included, as PostgreSQL's own text, so that nothing is rounded.
 */
export const jsonTypes: CustomTypesConfig = {
  getTypeParser: (oid: number) => (value: string) => parse(oid, value),
};

function parse(oid: number, value: string): unknown {
  switch (oid) {
    case BOOL:
      return value === "t";
    case INT2:
    case INT4:
    case INT8:
    case FLOAT4:
    case FLOAT8:
      return exactNumber(value);
    case JSON_TYPE:
    case JSONB:
      return JSON.parse(value) as unknown;
    default:
      return value;
  }
}

/** NaN, Infinity and integers a double can't hold stay text: JSON has no way to write them. */
function exactNumber(value: string): number | string {
  const number = Number(value);
  if (!Number.isFinite(number)) return value;
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? value : number;
}
