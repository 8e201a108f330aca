-- The narrow role. It is cluster-wide, so it may be there already; its password is set by the caller.
DO $$
BEGIN
  CREATE ROLE demo_tools_reader;
EXCEPTION
  WHEN duplicate_object OR unique_violation THEN NULL;
END
$$;

ALTER ROLE demo_tools_reader
  LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOREPLICATION NOBYPASSRLS
  CONNECTION LIMIT 20;
