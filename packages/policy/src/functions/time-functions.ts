import { DURATION, NUMBER, TIMESTAMP } from "../conditions/cel-type.ts";
import { type CelResult, CelSpan, CelTime, type CelValue, ConditionError } from "../conditions/cel-value.ts";
import type { FunctionSpec } from "./function-spec.ts";
import { type LocalTime, localTime } from "./time-zone.ts";

const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;
const SPAN = /^(-)?((\d+(?:\.\d+)?)(ms|h|m|s))+$/;
const SPAN_UNITS_MS: { readonly [unit: string]: number } = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

function toTime(value: CelValue | undefined): CelResult {
  if (value instanceof CelTime) return value;
  const ms = typeof value === "string" && RFC3339.test(value) && isOfCalendar(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? new ConditionError('timestamp needs text such as "2026-01-31T09:00:00Z"') : new CelTime(ms);
}

/** `Date.parse` takes 30 February for a day in March, and 24:00 for the next day. */
function isOfCalendar(text: string): boolean {
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  const isDay = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text.slice(0, 10));
  return isDay && text.slice(11, 13) !== "24";
}

function toSpan(value: CelValue | undefined): CelResult {
  if (value instanceof CelSpan) return value;
  if (typeof value !== "string" || !SPAN.test(value)) return new ConditionError('duration needs text such as "1h30m"');
  let ms = 0;
  for (const [, count = "0", unit = "s"] of value.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)) {
    ms += Number(count) * (SPAN_UNITS_MS[unit] ?? 0);
  }
  return Number.isFinite(ms)
    ? new CelSpan(value.startsWith("-") ? -ms : ms)
    : new ConditionError("a duration is too long");
}

/** One part of a moment's local date, in a zone of the tz database; UTC when none is named. */
function part(time: CelValue | undefined, zone: CelValue | undefined, name: keyof LocalTime): number | ConditionError {
  if (!(time instanceof CelTime)) return new ConditionError("a time was expected");
  if (zone !== undefined && typeof zone !== "string") return new ConditionError("a time zone must be text");
  const local = localTime(time.ms, zone ?? "UTC");
  return local instanceof ConditionError ? local : local[name];
}

function getter(name: string, source: keyof LocalTime, shift: number): FunctionSpec {
  return {
    name,
    form: "method",
    parameters: ["timestamp", "string"],
    minArguments: 1,
    maxArguments: 2,
    result: NUMBER,
    call: ([time, zone]) => {
      const value = part(time, zone, source);
      return value instanceof ConditionError ? value : BigInt(value + shift);
    },
    checkConstants: ([, zone]) => {
      const value = zone === undefined ? 0 : part(new CelTime(0), zone, "hour");
      return value instanceof ConditionError ? value.message : null;
    },
  };
}

const one = { form: "function", minArguments: 1, maxArguments: 1 } as const;

function constantProblem(
  convert: (value: CelValue | undefined) => CelResult,
): NonNullable<FunctionSpec["checkConstants"]> {
  return ([value]) => {
    const result = value === undefined ? null : convert(value);
    return result instanceof ConditionError ? result.message : null;
  };
}

/** CEL's times: months and weekdays count from 0, `getDate` from 1. */
export const TIME_FUNCTIONS: readonly FunctionSpec[] = [
  {
    ...one,
    name: "timestamp",
    parameters: ["dyn"],
    result: TIMESTAMP,
    call: ([value]) => toTime(value),
    checkConstants: constantProblem(toTime),
  },
  {
    ...one,
    name: "duration",
    parameters: ["dyn"],
    result: DURATION,
    call: ([value]) => toSpan(value),
    checkConstants: constantProblem(toSpan),
  },
  getter("getFullYear", "year", 0),
  getter("getMonth", "month", -1),
  getter("getDate", "day", 0),
  getter("getDayOfMonth", "day", -1),
  getter("getDayOfWeek", "weekday", 0),
  getter("getHours", "hour", 0),
  getter("getMinutes", "minute", 0),
];
