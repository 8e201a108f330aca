-- Whose turn it is to look at a connection, and until when one worker does.
ALTER TABLE connections
  ADD COLUMN "nextCheckAt" TIMESTAMPTZ(6) NOT NULL DEFAULT (CURRENT_TIMESTAMP + interval '1 minute'),
  ADD COLUMN "checkingUntil" TIMESTAMPTZ(6);
GRANT UPDATE ("nextCheckAt", "checkingUntil") ON connections TO countersign_app, countersign_worker;
CREATE INDEX "connections_nextCheckAt_idx" ON connections ("nextCheckAt");

-- A person's class stays; a change that a person has turned down needn't be asked about again.
ALTER TABLE operations
  ADD COLUMN "isClassSet" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "rejectedHash" TEXT;
GRANT UPDATE ("isClassSet", "rejectedHash") ON operations TO countersign_app, countersign_worker;

-- When a connection was last called; the audit page filters by it too.
CREATE INDEX "audit_records_organizationId_connectionName_at_idx"
  ON audit_records ("organizationId", "connectionName", at DESC);
