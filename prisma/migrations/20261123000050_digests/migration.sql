-- Messages that aren't sent one by one, since their agent asks too much at once: each is counted in a digest, which is a
-- message itself.
ALTER TABLE deliveries ADD COLUMN "digestId" TEXT;
ALTER TABLE deliveries ADD CONSTRAINT "deliveries_organizationId_digestId_fkey"
  FOREIGN KEY ("organizationId", "digestId") REFERENCES deliveries ("organizationId", id)
  ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE deliveries DROP CONSTRAINT deliveries_state_check;
ALTER TABLE deliveries ADD CONSTRAINT deliveries_state_check
  CHECK (state IN ('waiting', 'sent', 'parked', 'dropped', 'digested') AND (state = 'digested') = ("digestId" IS NOT NULL));
CREATE INDEX "deliveries_organizationId_digestId_idx" ON deliveries ("organizationId", "digestId")
  WHERE "digestId" IS NOT NULL;
CREATE INDEX "approvals_organizationId_agentId_requestedAt_idx" ON approvals ("organizationId", "agentId", "requestedAt");
