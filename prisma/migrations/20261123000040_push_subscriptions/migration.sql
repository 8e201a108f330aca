-- Devices on which members want to be told of approvals. Of each device the last person who asked is told.
CREATE TABLE push_subscriptions (
  id TEXT NOT NULL,
  "organizationId" TEXT NOT NULL,
  "userId" TEXT NOT NULL,
  endpoint TEXT NOT NULL,
  p256dh TEXT NOT NULL,
  auth TEXT NOT NULL,
  device TEXT NOT NULL,
  "createdAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "endedAt" TIMESTAMPTZ(6),
  CONSTRAINT push_subscriptions_pkey PRIMARY KEY (id),
  CONSTRAINT push_subscriptions_sizes_check CHECK (length(endpoint) <= 2048 AND length(p256dh) <= 100 AND length(auth) <= 40)
);
CREATE UNIQUE INDEX "push_subscriptions_organizationId_id_key" ON push_subscriptions ("organizationId", id);
CREATE UNIQUE INDEX push_subscriptions_living_endpoint_key ON push_subscriptions ("organizationId", endpoint)
  WHERE "endedAt" IS NULL;
CREATE INDEX push_subscriptions_living_user_idx ON push_subscriptions ("organizationId", "userId")
  WHERE "endedAt" IS NULL;
ALTER TABLE push_subscriptions ADD CONSTRAINT "push_subscriptions_organizationId_fkey"
  FOREIGN KEY ("organizationId") REFERENCES organizations (id) ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE push_subscriptions ENABLE ROW LEVEL SECURITY;
ALTER TABLE push_subscriptions FORCE ROW LEVEL SECURITY;
CREATE POLICY app_tenant ON push_subscriptions TO countersign_app
  USING ("organizationId" = current_organization_id()) WITH CHECK ("organizationId" = current_organization_id());
CREATE POLICY worker_tenant ON push_subscriptions TO countersign_worker
  USING (current_organization_id() IS NULL OR "organizationId" = current_organization_id())
  WITH CHECK (current_organization_id() IS NULL OR "organizationId" = current_organization_id());
GRANT SELECT, INSERT ON push_subscriptions TO countersign_app;
GRANT UPDATE ("userId", p256dh, auth, device, "endedAt") ON push_subscriptions TO countersign_app;
GRANT SELECT ON push_subscriptions TO countersign_worker;
GRANT UPDATE ("endedAt") ON push_subscriptions TO countersign_worker;
