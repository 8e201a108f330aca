-- A person who approves a call may let further ones like it through: so many, for so long.
ALTER TABLE votes
  ADD COLUMN "grantCalls" INTEGER,
  ADD COLUMN "grantMs" BIGINT,
  ADD CONSTRAINT votes_grant_check CHECK (("grantCalls" IS NULL) = ("grantMs" IS NULL) AND "grantCalls" > 0 AND "grantMs" > 0);

CREATE TABLE grants (
  id TEXT NOT NULL,
  "organizationId" TEXT NOT NULL,
  "approvalId" TEXT NOT NULL,
  "agentId" TEXT NOT NULL,
  "agentName" TEXT NOT NULL,
  "instanceId" TEXT,
  "instanceName" TEXT NOT NULL,
  "connectionId" TEXT NOT NULL,
  "connectionName" TEXT NOT NULL,
  "operationName" TEXT NOT NULL,
  "definitionHash" TEXT NOT NULL,
  "requirementHash" TEXT NOT NULL,
  "ruleIds" TEXT[],
  labels TEXT[],
  vary TEXT[],
  "fixedArguments" TEXT NOT NULL,
  calls INTEGER NOT NULL,
  "createdAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "expiresAt" TIMESTAMPTZ(6) NOT NULL,
  "granterIds" TEXT[],
  "granterNames" TEXT[],
  "endedAt" TIMESTAMPTZ(6),
  "endedByName" TEXT,
  CONSTRAINT grants_pkey PRIMARY KEY (id),
  CONSTRAINT grants_calls_check CHECK (calls > 0),
  CONSTRAINT "grants_organizationId_approvalId_fkey" FOREIGN KEY ("organizationId", "approvalId")
    REFERENCES approvals ("organizationId", id) ON DELETE RESTRICT ON UPDATE RESTRICT
);
CREATE UNIQUE INDEX "grants_organizationId_id_key" ON grants ("organizationId", id);
CREATE UNIQUE INDEX "grants_organizationId_approvalId_key" ON grants ("organizationId", "approvalId");
CREATE INDEX "grants_organizationId_expiresAt_idx" ON grants ("organizationId", "expiresAt");
ALTER TABLE grants ENABLE ROW LEVEL SECURITY;
ALTER TABLE grants FORCE ROW LEVEL SECURITY;
CREATE POLICY app_tenant ON grants TO countersign_app
  USING ("organizationId" = current_organization_id()) WITH CHECK ("organizationId" = current_organization_id());
CREATE POLICY worker_tenant ON grants TO countersign_worker
  USING (current_organization_id() IS NULL OR "organizationId" = current_organization_id())
  WITH CHECK (current_organization_id() IS NULL OR "organizationId" = current_organization_id());
GRANT SELECT, INSERT ON grants TO countersign_app, countersign_worker;
GRANT UPDATE ("endedAt", "endedByName") ON grants TO countersign_app, countersign_worker;
