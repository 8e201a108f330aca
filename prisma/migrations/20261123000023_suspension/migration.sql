-- The platform's operator may suspend an organization: nothing of it runs, and nobody of it comes in, until it is resumed.
-- Only the worker's role writes it: what serves members can't lift it.
ALTER TABLE organizations
  ADD COLUMN "suspendedAt" TIMESTAMPTZ(6),
  ADD COLUMN "suspendedReason" TEXT,
  ADD CONSTRAINT organizations_suspension_check CHECK (("suspendedAt" IS NULL) = ("suspendedReason" IS NULL));
GRANT UPDATE ("suspendedAt", "suspendedReason") ON organizations TO countersign_worker;
