-- Agents and keys: what identity asks for beyond the first path.
ALTER TABLE agents
  ADD COLUMN "stopsWithOwner" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "archivedAt" TIMESTAMPTZ(6);
ALTER TABLE keys
  ADD COLUMN "lastUsedIp" TEXT,
  ADD COLUMN "lastUsedClient" TEXT,
  ADD COLUMN "ipRanges" TEXT[] DEFAULT ARRAY[]::TEXT[],
  ADD COLUMN "connectionIds" TEXT[] DEFAULT ARRAY[]::TEXT[],
  ADD COLUMN "rotatedFromId" TEXT;
GRANT UPDATE ("stopsWithOwner", "archivedAt") ON agents TO countersign_app, countersign_worker;
GRANT UPDATE ("lastUsedIp", "lastUsedClient", "ipRanges", "connectionIds") ON keys TO countersign_app, countersign_worker;

-- Connections: how they fare, what they present upstream, and what changed there.
ALTER TABLE connections
  ADD COLUMN health TEXT NOT NULL DEFAULT 'discovering',
  ADD COLUMN "checkedAt" TIMESTAMPTZ(6),
  ADD COLUMN fault TEXT,
  ADD COLUMN failures INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN protocol TEXT;
UPDATE connections SET health = 'ready' WHERE "discoveredAt" IS NOT NULL;
ALTER TABLE connections
  ADD CONSTRAINT connections_health_check CHECK (health IN ('discovering', 'ready', 'failing', 'unauthorized')),
  ADD CONSTRAINT connections_failures_check CHECK (failures >= 0);
GRANT UPDATE (health, "checkedAt", fault, failures, protocol) ON connections TO countersign_app, countersign_worker;

ALTER TABLE operations
  ADD COLUMN candidate TEXT,
  ADD COLUMN "candidateHash" TEXT,
  ADD COLUMN "candidateAt" TIMESTAMPTZ(6),
  ADD CONSTRAINT operations_candidate_check
    CHECK ((candidate IS NULL) = ("candidateHash" IS NULL) AND (candidate IS NULL) = ("candidateAt" IS NULL));
GRANT UPDATE (candidate, "candidateHash", "candidateAt") ON operations TO countersign_app, countersign_worker;

CREATE TABLE credentials (
  id TEXT NOT NULL,
  "organizationId" TEXT NOT NULL,
  "connectionId" TEXT NOT NULL,
  kind TEXT NOT NULL,
  "headerName" TEXT NOT NULL,
  sealed TEXT NOT NULL,
  "createdBy" TEXT,
  "createdAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "replacedAt" TIMESTAMPTZ(6),
  "lastUsedAt" TIMESTAMPTZ(6),
  CONSTRAINT credentials_pkey PRIMARY KEY (id),
  CONSTRAINT credentials_kind_check CHECK (kind IN ('bearer', 'header')),
  CONSTRAINT credentials_header_check CHECK ("headerName" ~ '^[a-z0-9!#$%&''*+.^_`|~-]{1,100}$')
);
CREATE UNIQUE INDEX "credentials_organizationId_id_key" ON credentials ("organizationId", id);
CREATE INDEX "credentials_organizationId_connectionId_idx" ON credentials ("organizationId", "connectionId");
-- A connection presents one secret at a time.
CREATE UNIQUE INDEX credentials_living_key ON credentials ("organizationId", "connectionId") WHERE "replacedAt" IS NULL;
ALTER TABLE credentials ADD CONSTRAINT "credentials_organizationId_connectionId_fkey"
  FOREIGN KEY ("organizationId", "connectionId") REFERENCES connections ("organizationId", id) ON DELETE RESTRICT ON UPDATE CASCADE;

-- Drafts: one person's own, replaced at every save.
CREATE TABLE policy_drafts (
  id TEXT NOT NULL,
  "organizationId" TEXT NOT NULL,
  "userId" TEXT NOT NULL,
  source TEXT NOT NULL,
  "baseVersion" INTEGER NOT NULL,
  revision INTEGER NOT NULL DEFAULT 1,
  "updatedAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT policy_drafts_pkey PRIMARY KEY (id),
  CONSTRAINT policy_drafts_counts_check CHECK ("baseVersion" >= 0 AND revision >= 1)
);
CREATE UNIQUE INDEX "policy_drafts_organizationId_id_key" ON policy_drafts ("organizationId", id);
CREATE UNIQUE INDEX "policy_drafts_organizationId_userId_key" ON policy_drafts ("organizationId", "userId");
ALTER TABLE policy_drafts ADD CONSTRAINT "policy_drafts_organizationId_fkey"
  FOREIGN KEY ("organizationId") REFERENCES organizations (id) ON DELETE RESTRICT ON UPDATE CASCADE;

-- Invitations, and links that prove an address.
CREATE TABLE invitations (
  id TEXT NOT NULL,
  "organizationId" TEXT NOT NULL,
  email TEXT NOT NULL,
  role TEXT NOT NULL,
  "tokenHash" TEXT NOT NULL,
  "invitedBy" TEXT,
  "invitedByName" TEXT NOT NULL,
  "createdAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "expiresAt" TIMESTAMPTZ(6) NOT NULL,
  "acceptedAt" TIMESTAMPTZ(6),
  "revokedAt" TIMESTAMPTZ(6),
  "sentAt" TIMESTAMPTZ(6),
  CONSTRAINT invitations_pkey PRIMARY KEY (id),
  CONSTRAINT invitations_role_check CHECK (role IN ('owner', 'admin', 'developer', 'approver', 'auditor')),
  CONSTRAINT invitations_email_check CHECK (email = lower(email) AND email LIKE '%_@_%'),
  -- Accepted or revoked, never both.
  CONSTRAINT invitations_end_check CHECK ("acceptedAt" IS NULL OR "revokedAt" IS NULL)
);
CREATE UNIQUE INDEX "invitations_tokenHash_key" ON invitations ("tokenHash");
CREATE UNIQUE INDEX "invitations_organizationId_id_key" ON invitations ("organizationId", id);
CREATE INDEX "invitations_organizationId_email_idx" ON invitations ("organizationId", email);
-- One open invitation for an address; a new one takes the old one back first.
CREATE UNIQUE INDEX invitations_open_key ON invitations ("organizationId", email)
  WHERE "acceptedAt" IS NULL AND "revokedAt" IS NULL;
ALTER TABLE invitations ADD CONSTRAINT "invitations_organizationId_fkey"
  FOREIGN KEY ("organizationId") REFERENCES organizations (id) ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE email_links (
  id TEXT NOT NULL,
  "tokenHash" TEXT NOT NULL,
  email TEXT NOT NULL,
  purpose TEXT NOT NULL,
  "createdAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "expiresAt" TIMESTAMPTZ(6) NOT NULL,
  "usedAt" TIMESTAMPTZ(6),
  "sentAt" TIMESTAMPTZ(6),
  attempts INTEGER NOT NULL DEFAULT 0,
  "availableAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT email_links_pkey PRIMARY KEY (id),
  CONSTRAINT email_links_purpose_check CHECK (purpose IN ('sign_in', 'sign_up', 'password')),
  CONSTRAINT email_links_email_check CHECK (email = lower(email) AND email LIKE '%_@_%')
);
CREATE UNIQUE INDEX "email_links_tokenHash_key" ON email_links ("tokenHash");
CREATE INDEX "email_links_sentAt_availableAt_idx" ON email_links ("sentAt", "availableAt");
CREATE INDEX "email_links_email_createdAt_idx" ON email_links (email, "createdAt");
GRANT SELECT, INSERT ON email_links TO countersign_app, countersign_worker;
GRANT UPDATE ("usedAt") ON email_links TO countersign_app, countersign_worker;
GRANT UPDATE ("sentAt", attempts, "availableAt"), DELETE ON email_links TO countersign_worker;

ALTER TABLE users ADD COLUMN "verifiedAt" TIMESTAMPTZ(6);
GRANT UPDATE ("verifiedAt") ON users TO countersign_app, countersign_worker;

-- The same two walls around every new tenant table.
DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['credentials', 'policy_drafts', 'invitations'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY app_tenant ON %I TO countersign_app
         USING ("organizationId" = current_organization_id()) WITH CHECK ("organizationId" = current_organization_id())',
      tenant_table);
    EXECUTE format(
      'CREATE POLICY worker_tenant ON %I TO countersign_worker
         USING (current_organization_id() IS NULL OR "organizationId" = current_organization_id())
         WITH CHECK (current_organization_id() IS NULL OR "organizationId" = current_organization_id())',
      tenant_table);
  END LOOP;
END $$;
GRANT SELECT, INSERT ON credentials, policy_drafts, invitations TO countersign_app, countersign_worker;
GRANT UPDATE (sealed, "replacedAt", "lastUsedAt") ON credentials TO countersign_app, countersign_worker;
GRANT UPDATE (source, "baseVersion", revision, "updatedAt") ON policy_drafts TO countersign_app, countersign_worker;
GRANT UPDATE ("acceptedAt", "revokedAt", "sentAt") ON invitations TO countersign_app, countersign_worker;

-- Whoever holds an invitation's link sees it and its organization before belonging to it. Read only.
CREATE FUNCTION current_invitation_hash() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.invitation_hash', true), '');
CREATE POLICY app_by_invitation ON invitations FOR SELECT TO countersign_app
  USING ("tokenHash" = current_invitation_hash());
CREATE POLICY app_by_invitation ON organizations FOR SELECT TO countersign_app
  USING (id IN (SELECT "organizationId" FROM invitations WHERE "tokenHash" = current_invitation_hash()));
