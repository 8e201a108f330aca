-- Links by which an approval can be decided without signing in, where a group opted in: one for each person and revision,
-- however often it is mailed. The link's secret is derived from the id; only its hash is kept.
CREATE TABLE approval_links (
  id TEXT NOT NULL,
  "organizationId" TEXT NOT NULL,
  "approvalId" TEXT NOT NULL,
  revision INTEGER NOT NULL,
  "userId" TEXT NOT NULL,
  "tokenHash" TEXT NOT NULL,
  "createdAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "usedAt" TIMESTAMPTZ(6),
  CONSTRAINT approval_links_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX "approval_links_tokenHash_key" ON approval_links ("tokenHash");
CREATE UNIQUE INDEX "approval_links_organizationId_id_key" ON approval_links ("organizationId", id);
CREATE UNIQUE INDEX "approval_links_organizationId_approvalId_revision_userId_key"
  ON approval_links ("organizationId", "approvalId", revision, "userId");
ALTER TABLE approval_links ADD CONSTRAINT "approval_links_organizationId_approvalId_fkey"
  FOREIGN KEY ("organizationId", "approvalId") REFERENCES approvals ("organizationId", id)
  ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE approval_links ENABLE ROW LEVEL SECURITY;
ALTER TABLE approval_links FORCE ROW LEVEL SECURITY;
CREATE POLICY app_tenant ON approval_links TO countersign_app
  USING ("organizationId" = current_organization_id()) WITH CHECK ("organizationId" = current_organization_id());
CREATE POLICY worker_tenant ON approval_links TO countersign_worker
  USING (current_organization_id() IS NULL OR "organizationId" = current_organization_id())
  WITH CHECK (current_organization_id() IS NULL OR "organizationId" = current_organization_id());
-- Whoever holds a link sees its row before anybody knows which organization it is of. Read only.
CREATE FUNCTION current_approval_link_hash() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.approval_link_hash', true), '');
CREATE POLICY app_by_link ON approval_links FOR SELECT TO countersign_app
  USING ("tokenHash" = current_approval_link_hash());
GRANT SELECT ON approval_links TO countersign_app;
GRANT UPDATE ("usedAt") ON approval_links TO countersign_app;
GRANT SELECT, INSERT ON approval_links TO countersign_worker;
