-- What a record can be found by: the terms the writer makes of it. One index answers every filter but time.
ALTER TABLE audit_records ADD COLUMN terms TSVECTOR;
CREATE INDEX "audit_records_terms_idx" ON audit_records USING GIN (terms);
-- Searches choose their own way by counting first; statistics of terms cost much and help nobody.
ALTER TABLE audit_records ALTER COLUMN terms SET STATISTICS 0;

-- Row-level security lets only leakproof operators use an index before its own condition, and those of full text
-- aren't. The view has the same wall as its condition, where the planner may order it freely; its owner reads the rows.
CREATE VIEW audit_search AS SELECT * FROM audit_records WHERE "organizationId" = current_organization_id();
CREATE POLICY owner_search ON audit_records FOR SELECT TO CURRENT_USER USING (true);
GRANT SELECT ON audit_search TO countersign_app, countersign_worker;

-- A search that has a name: a person's own, or for everybody of the organization.
CREATE TABLE saved_views (
  id TEXT NOT NULL,
  "organizationId" TEXT NOT NULL,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  "isShared" BOOLEAN NOT NULL DEFAULT false,
  "userId" TEXT NOT NULL,
  "createdAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "removedAt" TIMESTAMPTZ(6),
  CONSTRAINT saved_views_pkey PRIMARY KEY (id),
  CONSTRAINT saved_views_sizes_check CHECK (length(name) BETWEEN 1 AND 80 AND length(query) <= 4000)
);
CREATE UNIQUE INDEX "saved_views_organizationId_id_key" ON saved_views ("organizationId", id);
CREATE UNIQUE INDEX saved_views_own_name_key ON saved_views ("organizationId", "userId", name)
  WHERE "removedAt" IS NULL AND NOT "isShared";
CREATE UNIQUE INDEX saved_views_shared_name_key ON saved_views ("organizationId", name)
  WHERE "removedAt" IS NULL AND "isShared";
ALTER TABLE saved_views ADD CONSTRAINT "saved_views_organizationId_fkey"
  FOREIGN KEY ("organizationId") REFERENCES organizations (id) ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE saved_views ENABLE ROW LEVEL SECURITY;
ALTER TABLE saved_views FORCE ROW LEVEL SECURITY;
CREATE POLICY app_tenant ON saved_views TO countersign_app
  USING ("organizationId" = current_organization_id()) WITH CHECK ("organizationId" = current_organization_id());
CREATE POLICY worker_tenant ON saved_views TO countersign_worker
  USING (current_organization_id() IS NULL OR "organizationId" = current_organization_id())
  WITH CHECK (current_organization_id() IS NULL OR "organizationId" = current_organization_id());
GRANT SELECT, INSERT ON saved_views TO countersign_app, countersign_worker;
GRANT UPDATE (name, query, "isShared", "removedAt") ON saved_views TO countersign_app, countersign_worker;
