/**
 * Postgres takes `x.f` for `f(x)` where x has no column f. These functions can be called so with one argument and do more
 * than compute; a column of such a name can't be told from a call. A test holds the list to the live catalog.
 */
const NAMES: ReadonlySet<string> = new Set(
  `amvalidate col_description cursor_to_xml current_schemas current_setting currtid2 currval database_to_xml
   database_to_xml_and_xmlschema database_to_xmlschema dblink dblink_exec format_type loread lowrite nextval
   obj_description query_to_xml query_to_xml_and_xmlschema query_to_xmlschema row_security_active schema_to_xml
   schema_to_xml_and_xmlschema schema_to_xmlschema set_config setseed setval shobj_description table_to_xml
   table_to_xml_and_xmlschema table_to_xmlschema ts_debug ts_rewrite ts_stat ts_token_type`
    .trim()
    .split(/\s+/),
);
const FAMILIES =
  /^(?:pg_|lo_|binary_upgrade_|brin_|gin_clean_|has_.*_privilege$|to_reg|reg[a-z]+$|txid_|fmgr_|plpgsql_|RI_FKey_)/;
const HARMLESS: ReadonlySet<string> = new Set(["pg_column_size", "pg_size_bytes", "pg_size_pretty", "pg_typeof"]);

/** Whether `x.name` may be a call of a function that no reading statement may make. */
export function mayBeDottedCall(name: string): boolean {
  return NAMES.has(name) || (FAMILIES.test(name) && !HARMLESS.has(name));
}
