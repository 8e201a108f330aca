-- A member who is away may have another member decide in their place, and several accounts may be one person: each
-- naming and each person counts once.
ALTER TABLE members
  ADD COLUMN "awayFrom" TIMESTAMPTZ(6),
  ADD COLUMN "awayUntil" TIMESTAMPTZ(6),
  ADD COLUMN "awayDelegateId" TEXT,
  ADD COLUMN "personKey" TEXT,
  ADD CONSTRAINT members_away_check CHECK (
    ("awayFrom" IS NULL) = ("awayUntil" IS NULL) AND ("awayFrom" IS NULL) = ("awayDelegateId" IS NULL)
    AND "awayFrom" < "awayUntil" AND "awayDelegateId" <> "userId");
ALTER TABLE members ADD CONSTRAINT "members_organizationId_awayDelegateId_fkey" FOREIGN KEY ("organizationId", "awayDelegateId")
  REFERENCES members ("organizationId", "userId") ON DELETE RESTRICT ON UPDATE RESTRICT;
GRANT UPDATE ("awayFrom", "awayUntil", "awayDelegateId", "personKey") ON members
  TO countersign_app, countersign_worker;
ALTER TABLE votes ADD COLUMN "forUserIds" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];
