-- Said afresh each time, so that a right given by hand does not outlive the next start.
REVOKE ALL ON SCHEMA private FROM PUBLIC, demo_tools_reader;
REVOKE ALL ON ALL TABLES IN SCHEMA private FROM PUBLIC, demo_tools_reader;
REVOKE ALL ON SCHEMA read_only FROM PUBLIC, demo_tools_reader;
REVOKE ALL ON ALL TABLES IN SCHEMA read_only FROM PUBLIC, demo_tools_reader;
GRANT USAGE ON SCHEMA read_only TO demo_tools_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA read_only TO demo_tools_reader;

-- No temporary tables either: EXPLAIN ANALYZE can create one inside a read-only transaction.
DO $$
BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC, demo_tools_reader', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO demo_tools_reader', current_database());
  EXECUTE format('ALTER ROLE demo_tools_reader IN DATABASE %I SET search_path = read_only', current_database());
  EXECUTE format('ALTER ROLE demo_tools_reader IN DATABASE %I SET default_transaction_read_only = on', current_database());
  EXECUTE format('ALTER ROLE demo_tools_reader IN DATABASE %I SET statement_timeout = %L', current_database(), '10s');
END
$$;
