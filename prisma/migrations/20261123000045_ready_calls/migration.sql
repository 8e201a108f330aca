-- An approved call that needn't wait for its agent is run by any gateway, from this time on.
-- What its idempotency key is stays with it, so that the call runs under it whoever runs it.
ALTER TABLE approvals
  ADD COLUMN "runAfter" TIMESTAMPTZ(6),
  ADD COLUMN "idempotencyHash" TEXT;
CREATE INDEX approvals_ready_idx ON approvals ("runAfter") WHERE state = 'approved' AND "runMode" = 'on_approval';
