-- The right edge of each organization's Merkle tree and its root. Records from before the tree have no leaf: leaf 0 is
-- the record whose sequence is "treeStart".
ALTER TABLE audit_heads
  ADD COLUMN "treeStart" BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN frontier BYTEA,
  ADD COLUMN root BYTEA;
UPDATE audit_heads SET "treeStart" = size;
GRANT UPDATE (frontier, root) ON audit_heads TO countersign_worker;

-- With its salts a record's leaf can be made again. Erasing takes them and leaves the hashes of what was erased.
ALTER TABLE audit_records ADD COLUMN salts TEXT, ADD COLUMN erased JSONB;

-- The tree's nodes of every eighth level, 256 to a row at most; what lies between follows from them.
CREATE TABLE audit_tiles (
  "organizationId" TEXT NOT NULL,
  "tileRow" INTEGER NOT NULL,
  "tileIndex" BIGINT NOT NULL,
  hashes BYTEA NOT NULL,
  CONSTRAINT audit_tiles_pkey PRIMARY KEY ("organizationId", "tileRow", "tileIndex"),
  CONSTRAINT audit_tiles_size_check CHECK (length(hashes) % 32 = 0 AND length(hashes) <= 8192)
);

-- Heads that were signed, each naming the one before.
CREATE TABLE audit_checkpoints (
  "organizationId" TEXT NOT NULL,
  size BIGINT NOT NULL,
  root BYTEA NOT NULL,
  note TEXT NOT NULL,
  at TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT audit_checkpoints_pkey PRIMARY KEY ("organizationId", size)
);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['audit_tiles', 'audit_checkpoints'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY app_tenant ON %I TO countersign_app
      USING ("organizationId" = current_organization_id())
      WITH CHECK ("organizationId" = current_organization_id())', name);
    EXECUTE format('CREATE POLICY worker_tenant ON %I TO countersign_worker
      USING (current_organization_id() IS NULL OR "organizationId" = current_organization_id())
      WITH CHECK (current_organization_id() IS NULL OR "organizationId" = current_organization_id())', name);
  END LOOP;
END $$;
GRANT SELECT ON audit_tiles, audit_checkpoints TO countersign_app;
GRANT SELECT, INSERT ON audit_tiles, audit_checkpoints TO countersign_worker;
GRANT UPDATE (hashes) ON audit_tiles TO countersign_worker;
