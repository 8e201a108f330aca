-- When the worker took a disconnected workspace's token back at Slack and forgot it, or found that another organization's
-- connection with the same workspace still lives by it.
ALTER TABLE slack_installations ADD COLUMN "tokenEndedAt" TIMESTAMPTZ(6);
CREATE INDEX slack_installations_ending_idx ON slack_installations ("uninstalledAt")
  WHERE "uninstalledAt" IS NOT NULL AND "tokenEndedAt" IS NULL;
GRANT UPDATE ("tokenEndedAt", sealed) ON slack_installations TO countersign_worker;
