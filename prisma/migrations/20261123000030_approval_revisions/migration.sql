-- What an approval asked about in each revision: the agent's own first, then what people made of it. Votes and the run
-- are for the last one.
CREATE TABLE approval_revisions (
  "organizationId" TEXT NOT NULL,
  "approvalId" TEXT NOT NULL,
  revision INTEGER NOT NULL,
  "argumentsText" TEXT NOT NULL,
  "forwardedHash" TEXT NOT NULL,
  "requirementHash" TEXT NOT NULL,
  "policyVersion" INTEGER NOT NULL,
  "editorId" TEXT,
  "editorName" TEXT,
  "createdAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT approval_revisions_pkey PRIMARY KEY ("organizationId", "approvalId", revision),
  CONSTRAINT approval_revisions_check CHECK (revision >= 1 AND (revision = 1) = ("editorId" IS NULL))
);
ALTER TABLE approval_revisions ADD CONSTRAINT "approval_revisions_organizationId_approvalId_fkey"
  FOREIGN KEY ("organizationId", "approvalId") REFERENCES approvals ("organizationId", id)
  ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE approval_revisions ENABLE ROW LEVEL SECURITY;
ALTER TABLE approval_revisions FORCE ROW LEVEL SECURITY;
CREATE POLICY app_tenant ON approval_revisions TO countersign_app
  USING ("organizationId" = current_organization_id()) WITH CHECK ("organizationId" = current_organization_id());
CREATE POLICY worker_tenant ON approval_revisions TO countersign_worker
  USING (current_organization_id() IS NULL OR "organizationId" = current_organization_id())
  WITH CHECK (current_organization_id() IS NULL OR "organizationId" = current_organization_id());
GRANT SELECT, INSERT ON approval_revisions TO countersign_app;
GRANT SELECT ON approval_revisions TO countersign_worker;
GRANT UPDATE ("argumentsText", "forwardedHash") ON approval_revisions TO countersign_worker;

-- A revision stays what it was; only what it showed can be taken out, once its approval has ended.
CREATE FUNCTION guard_approval_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW."argumentsText" = '{}' AND NEW."forwardedHash" = 'erased'
       AND to_jsonb(NEW) - 'argumentsText' - 'forwardedHash' = to_jsonb(OLD) - 'argumentsText' - 'forwardedHash' THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION '% of % is not allowed', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER guard_approval_revision BEFORE UPDATE OR DELETE ON approval_revisions
  FOR EACH ROW EXECUTE FUNCTION guard_approval_revision();

-- Edits come one after the other, and only while people still decide.
CREATE FUNCTION guard_revision_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.revision <> OLD.revision + 1 OR OLD.state <> 'pending' OR NEW.state <> 'pending' THEN
    RAISE EXCEPTION 'approval % can not be revised so', OLD.id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard_revision_number BEFORE UPDATE ON approvals
  FOR EACH ROW WHEN (NEW.revision IS DISTINCT FROM OLD.revision) EXECUTE FUNCTION guard_revision_number();
