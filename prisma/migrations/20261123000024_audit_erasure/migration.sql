-- How long an organization keeps who, arguments and results of its records: null is for ever. What is older than
-- "erasedBefore" is erased already.
ALTER TABLE organizations
  ADD COLUMN "retentionDays" INTEGER,
  ADD COLUMN "erasedBefore" TIMESTAMPTZ(6),
  ADD CONSTRAINT organizations_retention_check CHECK ("retentionDays" BETWEEN 1 AND 36500);
GRANT UPDATE ("retentionDays") ON organizations TO countersign_app;
GRANT UPDATE ("erasedBefore") ON organizations TO countersign_worker;

-- A person's data that is to be erased. What they are found by leaves the row with the last record.
CREATE TABLE audit_erasures (
  id TEXT NOT NULL,
  "organizationId" TEXT NOT NULL,
  needles TEXT[] NOT NULL,
  "requestedBy" TEXT,
  "requestedByName" TEXT NOT NULL,
  "requestedAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  position BIGINT NOT NULL DEFAULT 0,
  records INTEGER NOT NULL DEFAULT 0,
  approvals INTEGER NOT NULL DEFAULT 0,
  "finishedAt" TIMESTAMPTZ(6),
  CONSTRAINT audit_erasures_pkey PRIMARY KEY (id),
  CONSTRAINT audit_erasures_check CHECK (position >= 0 AND ("finishedAt" IS NULL) = (cardinality(needles) > 0))
);
CREATE UNIQUE INDEX "audit_erasures_organizationId_id_key" ON audit_erasures ("organizationId", id);
ALTER TABLE audit_erasures ADD CONSTRAINT "audit_erasures_organizationId_fkey"
  FOREIGN KEY ("organizationId") REFERENCES organizations (id) ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE audit_erasures ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_erasures FORCE ROW LEVEL SECURITY;
CREATE POLICY app_tenant ON audit_erasures TO countersign_app
  USING ("organizationId" = current_organization_id()) WITH CHECK ("organizationId" = current_organization_id());
CREATE POLICY worker_tenant ON audit_erasures TO countersign_worker
  USING (current_organization_id() IS NULL OR "organizationId" = current_organization_id())
  WITH CHECK (current_organization_id() IS NULL OR "organizationId" = current_organization_id());
GRANT SELECT, INSERT ON audit_erasures TO countersign_app;
GRANT SELECT ON audit_erasures TO countersign_worker;
GRANT UPDATE (needles, "requestedByName", position, records, approvals, "finishedAt") ON audit_erasures
  TO countersign_worker;

-- The one change a record knows, and only the worker's: from whole to erased, once.
GRANT UPDATE ("personId", "instanceName", summary, record, terms, salts, erased) ON audit_records TO countersign_worker;
CREATE POLICY worker_only_erases ON audit_records AS RESTRICTIVE FOR UPDATE TO countersign_worker
  USING (erased IS NULL)
  WITH CHECK (erased IS NOT NULL AND salts IS NULL AND "personId" IS NULL AND "instanceName" IS NULL AND summary = '');

-- A vote stays what it was; only its reason, which is free text, can be taken out.
CREATE FUNCTION guard_vote() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW.reason IS NULL AND to_jsonb(NEW) - 'reason' = to_jsonb(OLD) - 'reason' THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION '% of % is not allowed', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
DROP TRIGGER refuse_change ON votes;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON votes FOR EACH ROW EXECUTE FUNCTION guard_vote();
GRANT UPDATE (reason) ON votes TO countersign_worker;

-- As before, but that what an approval showed can be taken out once it has ended.
CREATE OR REPLACE FUNCTION guard_approval() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  has_ended BOOLEAN := OLD.state IN ('executed', 'failed', 'unknown', 'lapsed', 'denied', 'expired', 'cancelled');
BEGIN
  IF has_ended AND NEW.state <> OLD.state THEN
    RAISE EXCEPTION 'approval % is % and stays so', OLD.id, OLD.state USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF (NEW.id, NEW."organizationId", NEW."agentId", NEW."connectionId", NEW."operationName", NEW."requestedAt")
     IS DISTINCT FROM
     (OLD.id, OLD."organizationId", OLD."agentId", OLD."connectionId", OLD."operationName", OLD."requestedAt")
     OR (NEW."instanceName" <> OLD."instanceName" AND NOT (has_ended AND NEW."instanceName" = 'erased')) THEN
    RAISE EXCEPTION 'approval % is for another call', OLD.id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.revision = OLD.revision AND
     ((NEW."argumentsHash", NEW."definitionHash", NEW."priceMicros")
      IS DISTINCT FROM (OLD."argumentsHash", OLD."definitionHash", OLD."priceMicros")
      OR ((NEW."argumentsText", NEW."forwardedHash") IS DISTINCT FROM (OLD."argumentsText", OLD."forwardedHash")
          AND NOT (has_ended AND NEW."argumentsText" = '{}' AND NEW."forwardedHash" = 'erased'))) THEN
    RAISE EXCEPTION 'approval % can change what it shows only in a new revision', OLD.id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
