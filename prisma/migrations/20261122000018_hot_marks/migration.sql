-- How far Redis had come with each organization when its records were stored: a lower live sequence means that Redis has
-- lost something, a higher mark in Redis that Postgres has. Kept here, so that no restart of all gateways loses it.
CREATE TABLE hot_marks (
  "organizationId" TEXT NOT NULL,
  sequence BIGINT NOT NULL DEFAULT 0,
  at TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "lostAt" TIMESTAMPTZ(6),
  "gapRecordId" TEXT,
  epoch INTEGER NOT NULL DEFAULT 1,
  "restoredAt" TIMESTAMPTZ(6),
  CONSTRAINT hot_marks_pkey PRIMARY KEY ("organizationId"),
  CONSTRAINT hot_marks_check CHECK (sequence >= 0 AND epoch >= 1 AND ("lostAt" IS NULL) = ("gapRecordId" IS NULL))
);
ALTER TABLE hot_marks ENABLE ROW LEVEL SECURITY;
ALTER TABLE hot_marks FORCE ROW LEVEL SECURITY;
CREATE POLICY app_tenant ON hot_marks TO countersign_app
  USING ("organizationId" = current_organization_id()) WITH CHECK ("organizationId" = current_organization_id());
CREATE POLICY worker_tenant ON hot_marks TO countersign_worker
  USING (current_organization_id() IS NULL OR "organizationId" = current_organization_id())
  WITH CHECK (current_organization_id() IS NULL OR "organizationId" = current_organization_id());
GRANT SELECT, INSERT ON hot_marks TO countersign_worker;
GRANT UPDATE (sequence, at, "lostAt", "gapRecordId", epoch, "restoredAt") ON hot_marks TO countersign_worker;
GRANT SELECT ON hot_marks TO countersign_app;
-- An owner opens what was closed because Postgres is older than Redis.
GRANT UPDATE ("restoredAt") ON hot_marks TO countersign_app;
