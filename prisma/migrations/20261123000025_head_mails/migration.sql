-- Signed heads on their way to owners by mail: one each day of the organization, so that no restart and no second worker
-- sends another.
CREATE TABLE head_mails (
  id TEXT NOT NULL,
  "organizationId" TEXT NOT NULL,
  "userId" TEXT NOT NULL,
  day DATE NOT NULL,
  size BIGINT NOT NULL,
  "mailDueAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "mailAttempts" INTEGER NOT NULL DEFAULT 0,
  "sentAt" TIMESTAMPTZ(6),
  CONSTRAINT head_mails_pkey PRIMARY KEY (id),
  CONSTRAINT head_mails_size_check CHECK (size > 0 AND "mailAttempts" >= 0)
);
CREATE UNIQUE INDEX "head_mails_organizationId_userId_day_key" ON head_mails ("organizationId", "userId", day);
CREATE INDEX head_mails_due_idx ON head_mails ("mailDueAt") WHERE "sentAt" IS NULL;
ALTER TABLE head_mails ADD CONSTRAINT "head_mails_organizationId_size_fkey"
  FOREIGN KEY ("organizationId", size) REFERENCES audit_checkpoints ("organizationId", size)
  ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE head_mails ENABLE ROW LEVEL SECURITY;
ALTER TABLE head_mails FORCE ROW LEVEL SECURITY;
CREATE POLICY app_tenant ON head_mails TO countersign_app
  USING ("organizationId" = current_organization_id()) WITH CHECK ("organizationId" = current_organization_id());
CREATE POLICY worker_tenant ON head_mails TO countersign_worker
  USING (current_organization_id() IS NULL OR "organizationId" = current_organization_id())
  WITH CHECK (current_organization_id() IS NULL OR "organizationId" = current_organization_id());
GRANT SELECT ON head_mails TO countersign_app;
GRANT SELECT, INSERT ON head_mails TO countersign_worker;
GRANT UPDATE ("mailDueAt", "mailAttempts", "sentAt") ON head_mails TO countersign_worker;
