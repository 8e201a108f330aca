-- What people are told of approvals, by channel and recipient. A row is claimed before its message is sent, so that no
-- restart and no second worker sends it twice.
CREATE TABLE deliveries (
  id TEXT NOT NULL,
  "organizationId" TEXT NOT NULL,
  "approvalId" TEXT NOT NULL,
  channel TEXT NOT NULL,
  target TEXT NOT NULL,
  occasion TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting',
  wanted INTEGER NOT NULL DEFAULT 1,
  shown INTEGER NOT NULL DEFAULT 0,
  "externalId" TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,
  "dueAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  problem TEXT,
  "createdAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "sentAt" TIMESTAMPTZ(6),
  CONSTRAINT deliveries_pkey PRIMARY KEY (id),
  CONSTRAINT deliveries_channel_check CHECK (channel IN ('email', 'slack', 'webhook', 'push')),
  CONSTRAINT deliveries_state_check CHECK (state IN ('waiting', 'sent', 'parked', 'dropped')),
  CONSTRAINT deliveries_shown_check CHECK (shown >= 0 AND shown <= wanted AND attempts >= 0)
);
CREATE UNIQUE INDEX "deliveries_organizationId_id_key" ON deliveries ("organizationId", id);
CREATE UNIQUE INDEX "deliveries_organizationId_approvalId_channel_target_occasio_key"
  ON deliveries ("organizationId", "approvalId", channel, target, occasion);
CREATE INDEX deliveries_due_idx ON deliveries ("dueAt") WHERE state = 'waiting';
ALTER TABLE deliveries ADD CONSTRAINT "deliveries_organizationId_approvalId_fkey"
  FOREIGN KEY ("organizationId", "approvalId") REFERENCES approvals ("organizationId", id)
  ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE deliveries ENABLE ROW LEVEL SECURITY;
ALTER TABLE deliveries FORCE ROW LEVEL SECURITY;
CREATE POLICY app_tenant ON deliveries TO countersign_app
  USING ("organizationId" = current_organization_id()) WITH CHECK ("organizationId" = current_organization_id());
CREATE POLICY worker_tenant ON deliveries TO countersign_worker
  USING (current_organization_id() IS NULL OR "organizationId" = current_organization_id())
  WITH CHECK (current_organization_id() IS NULL OR "organizationId" = current_organization_id());
GRANT SELECT ON deliveries TO countersign_app;
GRANT UPDATE (state, attempts, "dueAt", problem) ON deliveries TO countersign_app;
GRANT SELECT, INSERT ON deliveries TO countersign_worker;
GRANT UPDATE (state, wanted, shown, "externalId", attempts, "dueAt", problem, "sentAt") ON deliveries
  TO countersign_worker;
