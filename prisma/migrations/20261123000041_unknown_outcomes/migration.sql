-- Calls of which nobody knows how they ended: an inbox of their own, kept by the audit writer with the records.
CREATE TABLE unknown_outcomes (
  "organizationId" TEXT NOT NULL,
  "recordId" TEXT NOT NULL,
  "callId" TEXT NOT NULL,
  at TIMESTAMPTZ(6) NOT NULL,
  "endedAt" TIMESTAMPTZ(6),
  ending TEXT,
  "endRecordId" TEXT,
  CONSTRAINT unknown_outcomes_pkey PRIMARY KEY ("organizationId", "recordId"),
  CONSTRAINT unknown_outcomes_ending_check CHECK (ending IN ('late', 'ran', 'did_not_run')
    AND ("endedAt" IS NULL) = (ending IS NULL) AND ("endedAt" IS NULL) = ("endRecordId" IS NULL))
);
CREATE INDEX "unknown_outcomes_organizationId_callId_idx" ON unknown_outcomes ("organizationId", "callId");
CREATE INDEX unknown_outcomes_open_idx ON unknown_outcomes ("organizationId", at DESC, "recordId" DESC)
  WHERE "endedAt" IS NULL;
ALTER TABLE unknown_outcomes ENABLE ROW LEVEL SECURITY;
ALTER TABLE unknown_outcomes FORCE ROW LEVEL SECURITY;
CREATE POLICY app_tenant ON unknown_outcomes TO countersign_app
  USING ("organizationId" = current_organization_id()) WITH CHECK ("organizationId" = current_organization_id());
CREATE POLICY worker_tenant ON unknown_outcomes TO countersign_worker
  USING (current_organization_id() IS NULL OR "organizationId" = current_organization_id())
  WITH CHECK (current_organization_id() IS NULL OR "organizationId" = current_organization_id());
GRANT SELECT ON unknown_outcomes TO countersign_app;
GRANT SELECT, INSERT ON unknown_outcomes TO countersign_worker;
GRANT UPDATE ("endedAt", ending, "endRecordId") ON unknown_outcomes TO countersign_worker;

-- What was recorded before this table was there.
INSERT INTO unknown_outcomes ("organizationId", "recordId", "callId", at)
SELECT "organizationId", id, record->>'callId', at FROM audit_records WHERE kind = 'call' AND outcome = 'unknown';
UPDATE unknown_outcomes u SET "endedAt" = r.at, ending = 'late', "endRecordId" = r.id
FROM audit_records r
WHERE r."organizationId" = u."organizationId" AND r.kind = 'call' AND r.outcome <> 'unknown' AND r.at >= u.at
  AND r.record->>'callId' = u."callId";
