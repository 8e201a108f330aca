-- Columns that hold one of a few words.
ALTER TABLE approvals
  ADD CONSTRAINT approvals_state_check CHECK (state IN ('pending', 'approved', 'executing', 'executed', 'failed', 'unknown', 'lapsed', 'denied', 'expired', 'cancelled')),
  ADD CONSTRAINT approvals_run_mode_check CHECK ("runMode" IN ('on_approval', 'on_claim')),
  ADD CONSTRAINT approvals_surface_check CHECK (surface IN ('mcp', 'rest', 'llm', 'sdk', 'local', 'egress')),
  ADD CONSTRAINT approvals_counts_check CHECK (revision >= 1 AND attempt >= 0),
  ADD CONSTRAINT approvals_price_check CHECK ("priceMicros" BETWEEN 0 AND 9007199254740991);
ALTER TABLE votes
  ADD CONSTRAINT votes_decision_check CHECK (decision IN ('approve', 'deny')),
  ADD CONSTRAINT votes_channel_check CHECK (channel IN ('web', 'slack', 'email', 'push', 'cli', 'api'));
ALTER TABLE audit_records
  ADD CONSTRAINT audit_records_kind_check CHECK (kind IN ('call', 'approval', 'policy', 'key', 'agent', 'member', 'connection', 'kill', 'login', 'gap')),
  ADD CONSTRAINT audit_records_decision_check CHECK (decision IN ('allow', 'deny', 'require_approval')),
  ADD CONSTRAINT audit_records_outcome_check CHECK (outcome IN ('succeeded', 'failed', 'denied', 'expired', 'cancelled', 'limited', 'unknown')),
  ADD CONSTRAINT audit_records_sequence_check CHECK (sequence >= 0);
ALTER TABLE audit_heads ADD CONSTRAINT audit_heads_size_check CHECK (size >= 0);
ALTER TABLE ledger_entries ADD CONSTRAINT ledger_entries_kind_check CHECK (kind IN ('calls', 'spend'));
ALTER TABLE stream_positions ADD CONSTRAINT stream_positions_shard_check CHECK (shard BETWEEN 0 AND 255 AND fence >= 0);
ALTER TABLE connections ADD CONSTRAINT connections_kind_check CHECK (kind IN ('mcp'));
ALTER TABLE operations
  ADD CONSTRAINT operations_class_check CHECK (class IN ('read', 'write', 'destructive', 'external')),
  ADD CONSTRAINT operations_state_check CHECK (state IN ('active', 'quarantined', 'gone')),
  ADD CONSTRAINT operations_price_check CHECK ("priceMicros" BETWEEN 0 AND 9007199254740991);
ALTER TABLE kill_switches
  ADD CONSTRAINT kill_switches_target_check CHECK ("targetKind" IN ('organization', 'agent', 'instance', 'connection', 'key'));
ALTER TABLE members
  ADD CONSTRAINT members_role_check CHECK (role IN ('owner', 'admin', 'developer', 'approver', 'auditor'));
ALTER TABLE management_tokens
  ADD CONSTRAINT management_tokens_role_check CHECK (role IN ('owner', 'admin', 'developer', 'approver', 'auditor')),
  ADD CONSTRAINT management_tokens_ref_check CHECK ("keyRef" ~ '^[0-9A-Za-z]{12}$');
ALTER TABLE keys ADD CONSTRAINT keys_ref_check CHECK ("keyRef" ~ '^[0-9A-Za-z]{12}$');
ALTER TABLE users ADD CONSTRAINT users_email_check CHECK (email = lower(email) AND email LIKE '%_@_%');
ALTER TABLE organizations
  ADD CONSTRAINT organizations_ref_check CHECK ("keyRef" ~ '^[0-9A-Za-z]{10}$'),
  ADD CONSTRAINT organizations_shard_check CHECK (shard BETWEEN 0 AND 255),
  ADD CONSTRAINT organizations_versions_check CHECK ("snapshotVersion" >= 1 AND "versionInForce" >= 0 AND "policyVersion" >= 0);

-- Names (design: contracts).
ALTER TABLE organizations ADD CONSTRAINT organizations_name_check CHECK (name ~ '^[a-z][a-z0-9-]{0,30}$' AND name <> 'countersign');
ALTER TABLE agents
  ADD CONSTRAINT agents_name_check CHECK (name ~ '^[a-z][a-z0-9-]{0,30}$' AND name <> 'countersign'),
  ADD CONSTRAINT agents_enrol_check CHECK ("enrolUpTo" BETWEEN 0 AND 10000);
ALTER TABLE connections ADD CONSTRAINT connections_name_check CHECK (name ~ '^[a-z][a-z0-9-]{0,30}$' AND name <> 'countersign');
ALTER TABLE instances ADD CONSTRAINT instances_name_check CHECK (name ~ '^[a-z][a-z0-9-]{0,61}$' AND name <> 'countersign');

-- An identical repeat of a call joins the open approval instead of opening a second one.
CREATE UNIQUE INDEX approvals_open_join_key ON approvals ("organizationId", "joinKey")
  WHERE state IN ('pending', 'approved', 'executing');
-- A target has one kill switch that is on.
CREATE UNIQUE INDEX kill_switches_on_key ON kill_switches ("organizationId", "targetKind", "targetId")
  WHERE "liftedAt" IS NULL;

-- Terminal states are final, and what people were shown can't change under their votes.
CREATE FUNCTION guard_approval() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state IN ('executed', 'failed', 'unknown', 'lapsed', 'denied', 'expired', 'cancelled') AND NEW.state <> OLD.state THEN
    RAISE EXCEPTION 'approval % is % and stays so', OLD.id, OLD.state USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF (NEW.id, NEW."organizationId", NEW."agentId", NEW."instanceName", NEW."connectionId", NEW."operationName", NEW."requestedAt")
     IS DISTINCT FROM
     (OLD.id, OLD."organizationId", OLD."agentId", OLD."instanceName", OLD."connectionId", OLD."operationName", OLD."requestedAt") THEN
    RAISE EXCEPTION 'approval % is for another call', OLD.id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.revision = OLD.revision AND
     (NEW."argumentsText", NEW."argumentsHash", NEW."forwardedHash", NEW."definitionHash", NEW."priceMicros")
     IS DISTINCT FROM
     (OLD."argumentsText", OLD."argumentsHash", OLD."forwardedHash", OLD."definitionHash", OLD."priceMicros") THEN
    RAISE EXCEPTION 'approval % can change what it shows only in a new revision', OLD.id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard_approval BEFORE UPDATE ON approvals FOR EACH ROW EXECUTE FUNCTION guard_approval();

-- History is added to, never rewritten: not by the owner either.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % is not allowed', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON policy_versions FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON votes FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON ledger_entries FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Both versions of an organization only rise.
CREATE FUNCTION guard_organization() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."snapshotVersion" < OLD."snapshotVersion" OR NEW."policyVersion" < OLD."policyVersion" THEN
    RAISE EXCEPTION 'the versions of organization % only rise', OLD.id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard_organization BEFORE UPDATE ON organizations FOR EACH ROW EXECUTE FUNCTION guard_organization();
