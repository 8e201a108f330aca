-- What a version changed and who published it, as it was known then: the history of a policy is listed without its texts.
-- Null for versions from before these columns.
ALTER TABLE policy_versions
  ADD COLUMN "publishedByName" TEXT,
  ADD COLUMN "rulesAdded" INTEGER,
  ADD COLUMN "rulesChanged" INTEGER,
  ADD COLUMN "rulesRemoved" INTEGER,
  ADD COLUMN "restoredFrom" INTEGER;

-- A draft ends when it is published or thrown away. The emptied row stays, so that its revisions are never given twice.
ALTER TABLE policy_drafts ADD COLUMN "endedAt" TIMESTAMPTZ(6);
GRANT UPDATE ("endedAt") ON policy_drafts TO countersign_app, countersign_worker;
