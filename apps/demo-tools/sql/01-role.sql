-- The narrow role. It is cluster-wide, so it may be there already; its password is set by the caller.
DO $$
BEGIN
  CREATE ROLE demo_tools_reader;
EXCEPTION
  WHEN duplicate_object OR unique_violation THEN NULL;
END
$$;

ALTER ROLE demo_tools_reader LOGIN NOINHERIT CONNECTION LIMIT 20;

-- Checked and not corrected: an owner who is no superuser may not even say NOSUPERUSER.
DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_roles
    WHERE rolname = 'demo_tools_reader'
      AND (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)
  ) OR EXISTS (
    SELECT FROM pg_auth_members WHERE member = 'demo_tools_reader'::regrole
  ) THEN
    RAISE EXCEPTION 'The role demo_tools_reader has rights beyond reading; drop it or take them back.';
  END IF;
END
$$;
