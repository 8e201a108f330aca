-- Two roles that own nothing and can't bypass row-level security. Their passwords are set by the migration runner.
-- Roles belong to the cluster: another database may be making them at this moment.
DO $$
DECLARE
  role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY['countersign_app', 'countersign_worker'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS', role_name);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
      END;
    END IF;
  END LOOP;
END $$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO countersign_app, countersign_worker;

-- The setting is local to a transaction; after its first use on a connection it reads as '' and not as null.
CREATE FUNCTION current_organization_id() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.organization_id', true), '');
CREATE FUNCTION current_user_id() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.user_id', true), '');
CREATE FUNCTION current_organization_ref() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.organization_ref', true), '');

-- Every tenant table: the application sees the organization its transaction named, and nothing without one. The worker
-- does too when it named one, and sees all organizations when it didn't.
DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY[
    'agents', 'instances', 'keys', 'approvals', 'votes', 'audit_records', 'audit_heads', 'audit_outbox', 'ledger_entries',
    'connections', 'operations', 'kill_switches', 'outbox', 'members', 'management_tokens', 'policy_versions'
  ] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY app_tenant ON %I TO countersign_app
         USING ("organizationId" = current_organization_id()) WITH CHECK ("organizationId" = current_organization_id())',
      tenant_table);
    EXECUTE format(
      'CREATE POLICY worker_tenant ON %I TO countersign_worker
         USING (current_organization_id() IS NULL OR "organizationId" = current_organization_id())
         WITH CHECK (current_organization_id() IS NULL OR "organizationId" = current_organization_id())',
      tenant_table);
  END LOOP;
END $$;

ALTER TABLE organizations ENABLE ROW LEVEL SECURITY;
ALTER TABLE organizations FORCE ROW LEVEL SECURITY;
CREATE POLICY app_tenant ON organizations TO countersign_app
  USING (id = current_organization_id()) WITH CHECK (id = current_organization_id());
CREATE POLICY worker_tenant ON organizations TO countersign_worker
  USING (current_organization_id() IS NULL OR id = current_organization_id())
  WITH CHECK (current_organization_id() IS NULL OR id = current_organization_id());

-- Before the organization is known: by the reference in a key's text, or by whose memberships they are. Read only.
CREATE POLICY app_by_reference ON organizations FOR SELECT TO countersign_app
  USING ("keyRef" = current_organization_ref());
CREATE POLICY app_own_memberships ON members FOR SELECT TO countersign_app
  USING ("userId" = current_user_id());
CREATE POLICY app_own_organizations ON organizations FOR SELECT TO countersign_app
  USING (id IN (SELECT "organizationId" FROM members WHERE "userId" = current_user_id() AND "removedAt" IS NULL));

-- The smallest grants: what is history can only be added to, and most rows change in named columns only.
GRANT SELECT, INSERT ON
  organizations, agents, instances, keys, approvals, votes, audit_outbox, connections, operations, kill_switches, outbox,
  members, management_tokens, policy_versions, users, sign_in_sessions, sign_in_attempts
  TO countersign_app, countersign_worker;
GRANT SELECT ON audit_records, audit_heads, ledger_entries TO countersign_app;
GRANT UPDATE (title, "timeZone", "snapshotVersion", "versionInForce", "policyVersion")
  ON organizations TO countersign_app, countersign_worker;
GRANT UPDATE (title, description, tags, "ownerMemberId", "enrolUpTo") ON agents TO countersign_app, countersign_worker;
GRANT UPDATE (proved, "lastSeenAt") ON instances TO countersign_app, countersign_worker;
GRANT UPDATE (title, "expiresAt", "revokedAt", "lastUsedAt") ON keys, management_tokens TO countersign_app, countersign_worker;
GRANT UPDATE ON approvals TO countersign_app, countersign_worker;
GRANT UPDATE (title, url, "discoveredAt", "disconnectedAt") ON connections TO countersign_app, countersign_worker;
GRANT UPDATE (class, "priceMicros", definition, "definitionHash", state, position)
  ON operations TO countersign_app, countersign_worker;
GRANT UPDATE ("liftedAt") ON kill_switches TO countersign_app, countersign_worker;
GRANT UPDATE ("availableAt", attempts, "doneAt") ON outbox TO countersign_app, countersign_worker;
GRANT UPDATE (role, "removedAt") ON members TO countersign_app, countersign_worker;
GRANT UPDATE (email, name, "passwordHash") ON users TO countersign_app, countersign_worker;
GRANT UPDATE ("lastSeenAt", "revokedAt") ON sign_in_sessions TO countersign_app, countersign_worker;
GRANT USAGE ON SEQUENCE "audit_outbox_id_seq" TO countersign_app, countersign_worker;

-- The writer of records, and the sweeper of what is done or outdated.
GRANT SELECT, INSERT ON audit_records, audit_heads, ledger_entries, stream_positions TO countersign_worker;
GRANT UPDATE (size) ON audit_heads TO countersign_worker;
GRANT UPDATE (position, fence) ON stream_positions TO countersign_worker;
GRANT UPDATE (shard) ON organizations TO countersign_worker;
-- FOR UPDATE SKIP LOCKED asks for UPDATE on some column.
GRANT UPDATE ("createdAt") ON audit_outbox TO countersign_worker;
GRANT DELETE ON audit_outbox, outbox, sign_in_sessions, sign_in_attempts TO countersign_worker;
