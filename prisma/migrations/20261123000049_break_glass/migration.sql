-- Owners who let a waiting call through although the people it asks haven't decided: two of them do so together.
ALTER TABLE approvals ADD COLUMN "brokenGlassAt" TIMESTAMPTZ(6);
CREATE INDEX "approvals_organizationId_brokenGlassAt_idx" ON approvals ("organizationId", "brokenGlassAt")
  WHERE "brokenGlassAt" IS NOT NULL;
CREATE TABLE glass_breaks (
  "organizationId" TEXT NOT NULL,
  "approvalId" TEXT NOT NULL,
  revision INTEGER NOT NULL,
  "userId" TEXT NOT NULL,
  reason TEXT NOT NULL,
  channel TEXT NOT NULL,
  "createdAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT glass_breaks_pkey PRIMARY KEY ("organizationId", "approvalId", revision, "userId")
);
ALTER TABLE glass_breaks ADD CONSTRAINT "glass_breaks_organizationId_approvalId_fkey"
  FOREIGN KEY ("organizationId", "approvalId") REFERENCES approvals ("organizationId", id)
  ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE glass_breaks ENABLE ROW LEVEL SECURITY;
ALTER TABLE glass_breaks FORCE ROW LEVEL SECURITY;
CREATE POLICY app_tenant ON glass_breaks TO countersign_app
  USING ("organizationId" = current_organization_id()) WITH CHECK ("organizationId" = current_organization_id());
CREATE POLICY worker_tenant ON glass_breaks TO countersign_worker
  USING (current_organization_id() IS NULL OR "organizationId" = current_organization_id())
  WITH CHECK (current_organization_id() IS NULL OR "organizationId" = current_organization_id());
GRANT SELECT, INSERT ON glass_breaks TO countersign_app;
GRANT SELECT ON glass_breaks TO countersign_worker;
