-- A management token answers for whoever issued it: it stops when they may no longer issue it.
ALTER TABLE management_tokens ADD COLUMN "issuedBy" TEXT;
CREATE INDEX "management_tokens_organizationId_issuedBy_idx" ON management_tokens ("organizationId", "issuedBy");

-- Sessions get a new token when what their person may do changes; the old one is good a little longer, for requests on
-- their way.
ALTER TABLE sign_in_sessions
  ADD COLUMN "renewDueAt" TIMESTAMPTZ(6),
  ADD COLUMN "previousTokenHash" TEXT,
  ADD COLUMN "previousUntil" TIMESTAMPTZ(6),
  ADD CONSTRAINT sign_in_sessions_previous_check CHECK (("previousTokenHash" IS NULL) = ("previousUntil" IS NULL));
CREATE UNIQUE INDEX "sign_in_sessions_previousTokenHash_key" ON sign_in_sessions ("previousTokenHash");
GRANT UPDATE ("tokenHash", "renewDueAt", "previousTokenHash", "previousUntil")
  ON sign_in_sessions TO countersign_app, countersign_worker;
