-- An approval that nobody decides is put to further people after a while, as its rules say.
ALTER TABLE approvals
  ADD COLUMN "escalatesAt" TIMESTAMPTZ(6),
  ADD COLUMN "escalatedMs" BIGINT NOT NULL DEFAULT 0,
  ADD CONSTRAINT approvals_escalated_check CHECK ("escalatedMs" >= 0);
CREATE INDEX approvals_escalating_idx ON approvals ("escalatesAt") WHERE state = 'pending';
