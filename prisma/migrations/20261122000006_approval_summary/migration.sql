-- The line that the strip shows of a call, so that the record of one that never ran shows it too.
ALTER TABLE "approvals" ADD COLUMN "summary" TEXT NOT NULL DEFAULT '';
