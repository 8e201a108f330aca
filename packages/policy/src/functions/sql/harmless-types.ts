/** Types of `pg_catalog` that hold plain values. `reg…` types are not among them: they turn names into objects. */
export const HARMLESS_TYPES: ReadonlySet<string> = new Set(
  `bit bool box bpchar bytea char cid cidr circle date datemultirange daterange float4 float8 inet int2 int4
   int4multirange int4range int8 int8multirange int8range interval json jsonb jsonpath line lseg macaddr macaddr8 money
   name numeric nummultirange numrange oid path pg_lsn point polygon record regconfig text tid time timestamp timestamptz
   timetz tsmultirange tsquery tsrange tstzmultirange tstzrange tsvector unknown uuid varbit varchar void xid xid8 xml`
    .trim()
    .split(/\s+/),
);
