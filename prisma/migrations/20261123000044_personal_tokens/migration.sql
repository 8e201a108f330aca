-- A person's own token acts in their name: it sees what asks them and, where they said so, decides it.
ALTER TABLE management_tokens ADD COLUMN personal TEXT;
ALTER TABLE management_tokens ADD CONSTRAINT management_tokens_personal_check
  CHECK (personal IN ('reads', 'decides') AND (personal IS NULL OR ("issuedBy" IS NOT NULL AND role = 'approver')));
