-- The Slack workspace that an organization has connected, and whose members are whose there. A disconnected workspace and
-- an unlinked account keep their rows.
CREATE TABLE slack_installations (
  id TEXT NOT NULL,
  "organizationId" TEXT NOT NULL,
  "teamId" TEXT NOT NULL,
  "teamName" TEXT NOT NULL,
  "enterpriseId" TEXT,
  "appId" TEXT NOT NULL,
  "botUserId" TEXT NOT NULL,
  sealed TEXT NOT NULL,
  "matchesEmail" BOOLEAN NOT NULL DEFAULT false,
  "installedByName" TEXT NOT NULL,
  "installedAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "uninstalledAt" TIMESTAMPTZ(6),
  CONSTRAINT slack_installations_pkey PRIMARY KEY (id),
  CONSTRAINT slack_installations_sizes_check CHECK (length("teamId") BETWEEN 1 AND 64 AND length("teamName") <= 300)
);
CREATE UNIQUE INDEX "slack_installations_organizationId_id_key" ON slack_installations ("organizationId", id);
CREATE UNIQUE INDEX slack_installations_living_key ON slack_installations ("organizationId") WHERE "uninstalledAt" IS NULL;
CREATE INDEX "slack_installations_teamId_idx" ON slack_installations ("teamId");
ALTER TABLE slack_installations ADD CONSTRAINT "slack_installations_organizationId_fkey"
  FOREIGN KEY ("organizationId") REFERENCES organizations (id) ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE slack_installations ENABLE ROW LEVEL SECURITY;
ALTER TABLE slack_installations FORCE ROW LEVEL SECURITY;
CREATE POLICY app_tenant ON slack_installations TO countersign_app
  USING ("organizationId" = current_organization_id()) WITH CHECK ("organizationId" = current_organization_id());
CREATE POLICY worker_tenant ON slack_installations TO countersign_worker
  USING (current_organization_id() IS NULL OR "organizationId" = current_organization_id())
  WITH CHECK (current_organization_id() IS NULL OR "organizationId" = current_organization_id());
GRANT SELECT, INSERT ON slack_installations TO countersign_app;
GRANT UPDATE ("matchesEmail", "uninstalledAt") ON slack_installations TO countersign_app;
GRANT SELECT ON slack_installations TO countersign_worker;
GRANT UPDATE ("uninstalledAt") ON slack_installations TO countersign_worker;

CREATE TABLE slack_accounts (
  id TEXT NOT NULL,
  "organizationId" TEXT NOT NULL,
  "teamId" TEXT NOT NULL,
  "slackUserId" TEXT NOT NULL,
  "memberId" TEXT,
  "createdAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "expiresAt" TIMESTAMPTZ(6) NOT NULL,
  "linkedAt" TIMESTAMPTZ(6),
  "unlinkedAt" TIMESTAMPTZ(6),
  CONSTRAINT slack_accounts_pkey PRIMARY KEY (id),
  CONSTRAINT slack_accounts_linked_check CHECK (("memberId" IS NULL) = ("linkedAt" IS NULL))
);
CREATE UNIQUE INDEX "slack_accounts_organizationId_id_key" ON slack_accounts ("organizationId", id);
CREATE UNIQUE INDEX slack_accounts_living_key ON slack_accounts ("organizationId", "teamId", "slackUserId")
  WHERE "linkedAt" IS NOT NULL AND "unlinkedAt" IS NULL;
ALTER TABLE slack_accounts ADD CONSTRAINT "slack_accounts_organizationId_fkey"
  FOREIGN KEY ("organizationId") REFERENCES organizations (id) ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE slack_accounts ADD CONSTRAINT "slack_accounts_organizationId_memberId_fkey"
  FOREIGN KEY ("organizationId", "memberId") REFERENCES members ("organizationId", id)
  ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE slack_accounts ENABLE ROW LEVEL SECURITY;
ALTER TABLE slack_accounts FORCE ROW LEVEL SECURITY;
CREATE POLICY app_tenant ON slack_accounts TO countersign_app
  USING ("organizationId" = current_organization_id()) WITH CHECK ("organizationId" = current_organization_id());
CREATE POLICY worker_tenant ON slack_accounts TO countersign_worker
  USING (current_organization_id() IS NULL OR "organizationId" = current_organization_id())
  WITH CHECK (current_organization_id() IS NULL OR "organizationId" = current_organization_id());
GRANT SELECT ON slack_accounts TO countersign_app;
GRANT UPDATE ("memberId", "linkedAt", "unlinkedAt") ON slack_accounts TO countersign_app;
GRANT SELECT, INSERT ON slack_accounts TO countersign_worker;
