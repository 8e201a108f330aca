-- The channels that the app of Slack can post to, as the worker last read them, and when it reads them next.
CREATE TABLE slack_channel_lists (
  "installationId" TEXT NOT NULL,
  "organizationId" TEXT NOT NULL,
  names TEXT[] NOT NULL DEFAULT '{}',
  "privateNames" TEXT[] NOT NULL DEFAULT '{}',
  "readAt" TIMESTAMPTZ(6),
  "dueAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  problem TEXT,
  CONSTRAINT slack_channel_lists_pkey PRIMARY KEY ("installationId"),
  CONSTRAINT slack_channel_lists_sizes_check CHECK (
    cardinality(names) <= 10000 AND cardinality("privateNames") <= 10000 AND length(problem) <= 300)
);
CREATE UNIQUE INDEX "slack_channel_lists_organizationId_installationId_key"
  ON slack_channel_lists ("organizationId", "installationId");
CREATE INDEX "slack_channel_lists_dueAt_idx" ON slack_channel_lists ("dueAt");
ALTER TABLE slack_channel_lists ADD CONSTRAINT "slack_channel_lists_organizationId_installationId_fkey"
  FOREIGN KEY ("organizationId", "installationId") REFERENCES slack_installations ("organizationId", id)
  ON DELETE RESTRICT ON UPDATE RESTRICT;
INSERT INTO slack_channel_lists ("installationId", "organizationId")
  SELECT id, "organizationId" FROM slack_installations WHERE "uninstalledAt" IS NULL;
ALTER TABLE slack_channel_lists ENABLE ROW LEVEL SECURITY;
ALTER TABLE slack_channel_lists FORCE ROW LEVEL SECURITY;
CREATE POLICY app_tenant ON slack_channel_lists TO countersign_app
  USING ("organizationId" = current_organization_id()) WITH CHECK ("organizationId" = current_organization_id());
CREATE POLICY worker_tenant ON slack_channel_lists TO countersign_worker
  USING (current_organization_id() IS NULL OR "organizationId" = current_organization_id())
  WITH CHECK (current_organization_id() IS NULL OR "organizationId" = current_organization_id());
GRANT SELECT, INSERT ON slack_channel_lists TO countersign_app;
GRANT UPDATE ("dueAt") ON slack_channel_lists TO countersign_app;
GRANT SELECT ON slack_channel_lists TO countersign_worker;
GRANT UPDATE (names, "privateNames", "readAt", "dueAt", problem) ON slack_channel_lists TO countersign_worker;
