-- Records whose day has no partition yet land here, so that a late worker loses nothing.
CREATE TABLE audit_records_default PARTITION OF audit_records DEFAULT;

-- Makes the partitions of today and the days ahead (UTC), moving what the default partition already holds of them.
-- Answers how many it made. Runs as the owner for the worker, which may not make tables.
CREATE FUNCTION ensure_audit_partitions(days_ahead integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  today date := (now() AT TIME ZONE 'UTC')::date;
  day date;
  partition_name text;
  made integer := 0;
BEGIN
  IF days_ahead NOT BETWEEN 0 AND 60 THEN
    RAISE EXCEPTION 'days_ahead must be between 0 and 60' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  -- Two workers may come at once.
  PERFORM pg_advisory_xact_lock(hashtextextended('ensure_audit_partitions', 0));
  FOR day IN SELECT today + offset_days FROM generate_series(0, days_ahead) AS offset_days LOOP
    partition_name := 'audit_records_' || to_char(day, 'YYYYMMDD');
    CONTINUE WHEN to_regclass('public.' || quote_ident(partition_name)) IS NOT NULL;
    EXECUTE format('CREATE TABLE public.%I (LIKE public.audit_records INCLUDING ALL)', partition_name);
    EXECUTE format(
      'WITH moved AS (DELETE FROM public.audit_records_default WHERE at >= %L AND at < %L RETURNING *)
       INSERT INTO public.%I SELECT * FROM moved',
      day::timestamptz, (day + 1)::timestamptz, partition_name);
    EXECUTE format(
      'ALTER TABLE public.audit_records ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
      partition_name, day::timestamptz, (day + 1)::timestamptz);
    made := made + 1;
  END LOOP;
  RETURN made;
END $$;
REVOKE ALL ON FUNCTION ensure_audit_partitions(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ensure_audit_partitions(integer) TO countersign_worker;
SELECT ensure_audit_partitions(7);
