-- What calls have put on policy sessions (an instance, acting for a person), so that labels outlive Redis. A row counts
-- until its time, unless the session was cleared at its sequence or later.
CREATE TABLE session_labels (
  "organizationId" TEXT NOT NULL,
  "instanceId" TEXT NOT NULL,
  "personId" TEXT NOT NULL DEFAULT '',
  label TEXT NOT NULL,
  "ruleId" TEXT NOT NULL,
  "sinceAt" TIMESTAMPTZ(6) NOT NULL,
  "untilAt" TIMESTAMPTZ(6) NOT NULL,
  sequence BIGINT NOT NULL,
  "recordId" TEXT NOT NULL,
  CONSTRAINT session_labels_pkey PRIMARY KEY ("organizationId", "instanceId", "personId", label),
  CONSTRAINT session_labels_check CHECK (sequence >= 0 AND "sinceAt" <= "untilAt"),
  CONSTRAINT "session_labels_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES organizations (id)
    ON DELETE RESTRICT ON UPDATE CASCADE
);
ALTER TABLE session_labels ENABLE ROW LEVEL SECURITY;
ALTER TABLE session_labels FORCE ROW LEVEL SECURITY;
CREATE POLICY app_tenant ON session_labels TO countersign_app
  USING ("organizationId" = current_organization_id()) WITH CHECK ("organizationId" = current_organization_id());
CREATE POLICY worker_tenant ON session_labels TO countersign_worker
  USING (current_organization_id() IS NULL OR "organizationId" = current_organization_id())
  WITH CHECK (current_organization_id() IS NULL OR "organizationId" = current_organization_id());
GRANT SELECT, INSERT ON session_labels TO countersign_worker;
GRANT UPDATE ("ruleId", "sinceAt", "untilAt", sequence, "recordId") ON session_labels TO countersign_worker;
GRANT SELECT ON session_labels TO countersign_app;

-- Up to where a person has cleared a session, by the organization's live sequence.
CREATE TABLE session_clears (
  "organizationId" TEXT NOT NULL,
  "instanceId" TEXT NOT NULL,
  "personId" TEXT NOT NULL DEFAULT '',
  sequence BIGINT NOT NULL,
  at TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT session_clears_pkey PRIMARY KEY ("organizationId", "instanceId", "personId"),
  CONSTRAINT session_clears_check CHECK (sequence >= 0),
  CONSTRAINT "session_clears_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES organizations (id)
    ON DELETE RESTRICT ON UPDATE CASCADE
);
ALTER TABLE session_clears ENABLE ROW LEVEL SECURITY;
ALTER TABLE session_clears FORCE ROW LEVEL SECURITY;
CREATE POLICY app_tenant ON session_clears TO countersign_app
  USING ("organizationId" = current_organization_id()) WITH CHECK ("organizationId" = current_organization_id());
CREATE POLICY worker_tenant ON session_clears TO countersign_worker
  USING (current_organization_id() IS NULL OR "organizationId" = current_organization_id())
  WITH CHECK (current_organization_id() IS NULL OR "organizationId" = current_organization_id());
GRANT SELECT, INSERT ON session_clears TO countersign_app, countersign_worker;
GRANT UPDATE (sequence, at) ON session_clears TO countersign_app, countersign_worker;

-- An operation whose price came out above what was set aside stops until a person lets it go on: held while the sequence
-- of the last such call is above the one it was lifted at.
ALTER TABLE operations
  ADD COLUMN "heldSequence" BIGINT,
  ADD COLUMN "heldAt" TIMESTAMPTZ(6),
  ADD COLUMN "heldRecordId" TEXT,
  ADD COLUMN "heldReservedMicros" BIGINT,
  ADD COLUMN "heldCostMicros" BIGINT,
  ADD COLUMN "liftedSequence" BIGINT,
  ADD CONSTRAINT operations_held_check CHECK (("heldSequence" IS NULL) = ("heldAt" IS NULL)
    AND ("heldSequence" IS NULL) = ("heldRecordId" IS NULL) AND ("heldSequence" IS NULL) = ("heldReservedMicros" IS NULL)
    AND ("heldSequence" IS NULL) = ("heldCostMicros" IS NULL));
GRANT UPDATE ("heldSequence", "heldAt", "heldRecordId", "heldReservedMicros", "heldCostMicros", "liftedSequence")
  ON operations TO countersign_app, countersign_worker;
