-- An invitation has two links. Following the mailed one proves the mailbox; the other is shown to whoever invites, so
-- it proves nothing about the address. "mailDueAt" is null where nothing is to be mailed.
ALTER TABLE invitations
  ADD COLUMN "shownHash" TEXT,
  ADD COLUMN "mailDueAt" TIMESTAMPTZ(6),
  ADD COLUMN "mailAttempts" INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX "invitations_shownHash_key" ON invitations ("shownHash");
CREATE INDEX invitations_mail_due_idx ON invitations ("mailDueAt") WHERE "sentAt" IS NULL AND "mailDueAt" IS NOT NULL;
GRANT UPDATE ("mailDueAt", "mailAttempts") ON invitations TO countersign_worker;

DROP POLICY app_by_invitation ON invitations;
CREATE POLICY app_by_invitation ON invitations FOR SELECT TO countersign_app
  USING ("tokenHash" = current_invitation_hash() OR "shownHash" = current_invitation_hash());
DROP POLICY app_by_invitation ON organizations;
CREATE POLICY app_by_invitation ON organizations FOR SELECT TO countersign_app
  USING (id IN (SELECT "organizationId" FROM invitations
    WHERE "tokenHash" = current_invitation_hash() OR "shownHash" = current_invitation_hash()));

-- Everybody who exists was made by whoever runs the platform.
UPDATE users SET "verifiedAt" = "createdAt" WHERE "verifiedAt" IS NULL;
