-- Keys that signed heads of a tree until another followed. Heads of more leaves than the place of the key's record are
-- the next one's, so that the tree itself says until where each is good.
CREATE TABLE audit_former_keys (
  "organizationId" TEXT NOT NULL,
  generation INTEGER NOT NULL,
  "publicKey" TEXT NOT NULL,
  "recordId" TEXT NOT NULL,
  "endedAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT audit_former_keys_pkey PRIMARY KEY ("organizationId", generation),
  CONSTRAINT audit_former_keys_generation_check CHECK (generation > 0)
);

-- How far each sink of signed heads has come, so that everybody can see that heads leave.
CREATE TABLE audit_sinks (
  "organizationId" TEXT NOT NULL,
  sink TEXT NOT NULL,
  size BIGINT NOT NULL DEFAULT 0,
  "takenAt" TIMESTAMPTZ(6),
  "failedAt" TIMESTAMPTZ(6),
  problem TEXT,
  CONSTRAINT audit_sinks_pkey PRIMARY KEY ("organizationId", sink),
  CONSTRAINT audit_sinks_size_check CHECK (size >= 0)
);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['audit_former_keys', 'audit_sinks'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY app_tenant ON %I TO countersign_app
      USING ("organizationId" = current_organization_id())
      WITH CHECK ("organizationId" = current_organization_id())', name);
    EXECUTE format('CREATE POLICY worker_tenant ON %I TO countersign_worker
      USING (current_organization_id() IS NULL OR "organizationId" = current_organization_id())
      WITH CHECK (current_organization_id() IS NULL OR "organizationId" = current_organization_id())', name);
  END LOOP;
END $$;
GRANT SELECT ON audit_former_keys, audit_sinks TO countersign_app;
GRANT SELECT, INSERT ON audit_former_keys, audit_sinks TO countersign_worker;
GRANT UPDATE (size, "takenAt", "failedAt", problem) ON audit_sinks TO countersign_worker;
