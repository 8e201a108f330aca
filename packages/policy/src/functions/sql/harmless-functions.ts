/**
 * The functions of `pg_catalog` that a reading statement may call: they only work on what they are given. Nothing here
 * reads a table, a file or a setting, runs text as SQL, turns text into the name of something, or leaves anything in the
 * session. Made from the catalog of Postgres 18 without what stands behind operators, indexes and types; a test compares
 * it with the live catalog. A name is here only if all functions of that name are harmless.
 */
const GROUPS = {
  aggregates: `
    any_value array_agg avg bit_and bit_or bit_xor bool_and bool_or corr count covar_pop covar_samp every json_agg
    json_agg_strict json_object_agg json_object_agg_strict json_object_agg_unique json_object_agg_unique_strict
    jsonb_agg jsonb_agg_strict jsonb_object_agg jsonb_object_agg_strict jsonb_object_agg_unique
    jsonb_object_agg_unique_strict max min mode percentile_cont percentile_disc range_agg range_intersect_agg
    regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy stddev stddev_pop
    stddev_samp string_agg sum var_pop var_samp variance xmlagg`,
  windows: `
    cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number`,
  times: `
    age clock_timestamp date date_add date_bin date_cmp_timestamp date_cmp_timestamptz date_part date_subtract
    date_trunc datemultirange daterange extract isfinite justify_days justify_hours justify_interval make_date
    make_interval make_time make_timestamp make_timestamptz now overlaps statement_timestamp time timeofday
    timestamp timestamp_cmp_date timestamp_cmp_timestamptz timestamptz timestamptz_cmp_date
    timestamptz_cmp_timestamp timetz timezone to_date to_timestamp transaction_timestamp`,
  json: `
    array_to_json bool json_array_elements json_array_elements_text json_array_length json_build_array
    json_build_object json_each json_each_text json_extract_path json_extract_path_text json_object
    json_object_keys json_populate_record json_populate_recordset json_strip_nulls json_to_record
    json_to_recordset json_to_tsvector json_typeof jsonb_array_elements jsonb_array_elements_text
    jsonb_array_length jsonb_build_array jsonb_build_object jsonb_concat jsonb_contains jsonb_delete
    jsonb_delete_path jsonb_each jsonb_each_text jsonb_exists jsonb_extract_path jsonb_extract_path_text
    jsonb_insert jsonb_object jsonb_object_keys jsonb_path_exists jsonb_path_exists_tz jsonb_path_match
    jsonb_path_match_tz jsonb_path_query jsonb_path_query_array jsonb_path_query_array_tz jsonb_path_query_first
    jsonb_path_query_first_tz jsonb_path_query_tz jsonb_populate_record jsonb_populate_record_valid
    jsonb_populate_recordset jsonb_pretty jsonb_set jsonb_set_lax jsonb_strip_nulls jsonb_to_record
    jsonb_to_recordset jsonb_to_tsvector jsonb_typeof row_to_json to_json to_jsonb`,
  numbers: `
    abs acos acosd acosh asin asind asinh atan atan2 atan2d atand atanh bit bytea cash_words cbrt ceil ceiling
    char chr cos cosd cosh cot cotd degrees div erf erfc exp factorial float4 float8 floor gamma gcd
    generate_series int2 interval lcm left lgamma ln log log10 lpad min_scale mod money numeric numeric_div_trunc
    numeric_exp numeric_ln numeric_log numeric_sqrt oid pg_size_pretty pow power radians random_normal repeat
    right round rpad scale set_masklen sign sin sind sinh split_part sqrt substr substring tan tand tanh to_bin
    to_hex to_oct trim_scale trunc width_bucket`,
  texts: `
    ascii bit_count bit_length bpchar btrim casefold char_length character_length concat_ws convert_from
    convert_to crc32 crc32c decode encode format get_bit get_byte initcap int4 int8 is_normalized length like
    like_escape lower ltrim md5 name normalize notlike octet_length overlay pg_size_bytes position quote_ident
    quote_literal quote_nullable regexp_count regexp_instr regexp_like regexp_match regexp_matches regexp_replace
    regexp_split_to_array regexp_split_to_table regexp_substr replace reverse rtrim set_bit set_byte sha224 sha256
    sha384 sha512 similar_escape similar_to_escape starts_with string_to_array string_to_table strpos text
    to_ascii to_char to_number translate unicode_assigned unistr upper xml xml_is_well_formed
    xml_is_well_formed_content xml_is_well_formed_document xmlcomment xmlexists xmltext xpath xpath_exists`,
  search: `
    array_to_tsvector numnode phraseto_tsquery plainto_tsquery querytree setweight strip to_tsquery to_tsvector
    ts_delete ts_filter ts_headline ts_rank ts_rank_cd tsquery_phrase tsvector_to_array websearch_to_tsquery`,
  shapes: `
    abbrev area bound_box box broadcast center cidr circle diagonal diameter family height host hostmask
    inet_merge inet_same_family isclosed ishorizontal isopen isparallel isperp isvertical line lseg macaddr
    macaddr8 macaddr8_set7bit masklen netmask network npoints path pclose point polygon popen radius slope width`,
  collections: `
    array_append array_cat array_dims array_fill array_length array_lower array_ndims array_position
    array_positions array_prepend array_remove array_replace array_reverse array_sample array_shuffle array_sort
    array_to_string array_upper cardinality enum_first enum_last enum_range generate_subscripts int4multirange
    int4range int8multirange int8range isempty lower_inc lower_inf multirange nummultirange numrange range_merge
    trim_array tsmultirange tsrange tstzmultirange tstzrange unnest upper_inc upper_inf`,
  others: `
    concat gen_random_uuid num_nonnulls num_nulls parse_ident pg_collation_for pg_column_size pg_typeof pi random
    uuid_extract_timestamp uuid_extract_version uuidv4 uuidv7 varbit varchar`,
} as const;

/** Volatile by the catalog, but all they do is give another value each time. */
export const HARMLESS_VOLATILE: ReadonlySet<string> = new Set([
  "array_sample",
  "array_shuffle",
  "clock_timestamp",
  "gen_random_uuid",
  "random",
  "random_normal",
  "timeofday",
  "uuidv4",
  "uuidv7",
]);

export const HARMLESS_FUNCTIONS: ReadonlySet<string> = new Set(
  Object.values(GROUPS).flatMap((names) => names.trim().split(/\s+/)),
);
