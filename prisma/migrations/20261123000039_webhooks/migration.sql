-- Receivers of an organization's events about approvals. A removed one keeps its row, and its name becomes free.
CREATE TABLE webhooks (
  id TEXT NOT NULL,
  "organizationId" TEXT NOT NULL,
  name TEXT NOT NULL,
  url TEXT NOT NULL,
  sealed TEXT NOT NULL,
  "previousSealed" TEXT,
  "previousUntil" TIMESTAMPTZ(6),
  "createdAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "disabledAt" TIMESTAMPTZ(6),
  "removedAt" TIMESTAMPTZ(6),
  "triedAt" TIMESTAMPTZ(6),
  problem TEXT,
  CONSTRAINT webhooks_pkey PRIMARY KEY (id),
  CONSTRAINT webhooks_sizes_check CHECK (length(name) BETWEEN 1 AND 63 AND length(url) <= 2048),
  CONSTRAINT webhooks_previous_check CHECK (("previousSealed" IS NULL) = ("previousUntil" IS NULL))
);
CREATE UNIQUE INDEX "webhooks_organizationId_id_key" ON webhooks ("organizationId", id);
CREATE UNIQUE INDEX webhooks_living_name_key ON webhooks ("organizationId", name) WHERE "removedAt" IS NULL;
ALTER TABLE webhooks ADD CONSTRAINT "webhooks_organizationId_fkey"
  FOREIGN KEY ("organizationId") REFERENCES organizations (id) ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE webhooks ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhooks FORCE ROW LEVEL SECURITY;
CREATE POLICY app_tenant ON webhooks TO countersign_app
  USING ("organizationId" = current_organization_id()) WITH CHECK ("organizationId" = current_organization_id());
CREATE POLICY worker_tenant ON webhooks TO countersign_worker
  USING (current_organization_id() IS NULL OR "organizationId" = current_organization_id())
  WITH CHECK (current_organization_id() IS NULL OR "organizationId" = current_organization_id());
GRANT SELECT, INSERT ON webhooks TO countersign_app;
GRANT UPDATE (url, sealed, "previousSealed", "previousUntil", "disabledAt", "removedAt") ON webhooks TO countersign_app;
GRANT SELECT ON webhooks TO countersign_worker;
GRANT UPDATE ("triedAt", problem) ON webhooks TO countersign_worker;
