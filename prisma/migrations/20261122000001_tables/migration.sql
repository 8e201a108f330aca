-- The tables of prisma/schema, as its engine drafts them; audit_records is partitioned by hand.

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "agents" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "ownerMemberId" TEXT,
    "enrolUpTo" INTEGER NOT NULL DEFAULT 5,
    "createdAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "agents_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "instances" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "agentId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "proved" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastSeenAt" TIMESTAMPTZ(6),

    CONSTRAINT "instances_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "keys" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "agentId" TEXT NOT NULL,
    "instanceId" TEXT,
    "keyRef" TEXT NOT NULL,
    "secretHash" TEXT NOT NULL,
    "title" TEXT NOT NULL DEFAULT '',
    "createdAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(6),
    "revokedAt" TIMESTAMPTZ(6),
    "lastUsedAt" TIMESTAMPTZ(6),

    CONSTRAINT "keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "approvals" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "revision" INTEGER NOT NULL DEFAULT 1,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "agentId" TEXT NOT NULL,
    "agentName" TEXT NOT NULL,
    "agentTitle" TEXT NOT NULL,
    "instanceId" TEXT,
    "instanceName" TEXT NOT NULL,
    "instanceProved" BOOLEAN NOT NULL,
    "keyId" TEXT,
    "personId" TEXT,
    "connectionId" TEXT NOT NULL,
    "connectionName" TEXT NOT NULL,
    "operationName" TEXT NOT NULL,
    "definitionHash" TEXT NOT NULL,
    "surface" TEXT NOT NULL,
    "clientName" TEXT,
    "clientVersion" TEXT,
    "argumentsText" TEXT NOT NULL,
    "argumentsHash" TEXT NOT NULL,
    "forwardedHash" TEXT NOT NULL,
    "joinKey" TEXT NOT NULL,
    "priceMicros" BIGINT NOT NULL DEFAULT 0,
    "labels" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "agentReason" TEXT,
    "policyVersion" INTEGER NOT NULL,
    "ruleIds" TEXT[],
    "requirement" JSONB NOT NULL,
    "requirementHash" TEXT NOT NULL,
    "runMode" TEXT NOT NULL DEFAULT 'on_claim',
    "requestedAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(6) NOT NULL,
    "decidedAt" TIMESTAMPTZ(6),
    "permitUntil" TIMESTAMPTZ(6),
    "leaseUntil" TIMESTAMPTZ(6),
    "deliveredAt" TIMESTAMPTZ(6),
    "endedAt" TIMESTAMPTZ(6),
    "reason" TEXT,
    "recordId" TEXT,
    "linkedFromId" TEXT,

    CONSTRAINT "approvals_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "votes" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "approvalId" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "userId" TEXT NOT NULL,
    "decision" TEXT NOT NULL,
    "reason" TEXT,
    "channel" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "votes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_records" (
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "organizationId" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "agentId" TEXT,
    "agentName" TEXT,
    "instanceId" TEXT,
    "instanceName" TEXT,
    "connectionName" TEXT,
    "operationName" TEXT,
    "surface" TEXT,
    "decision" TEXT,
    "outcome" TEXT,
    "ruleIds" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "approvalId" TEXT,
    "personId" TEXT,
    "costMicros" BIGINT NOT NULL DEFAULT 0,
    "latencyMs" DOUBLE PRECISION,
    "summary" TEXT NOT NULL DEFAULT '',
    "record" JSONB NOT NULL,

    CONSTRAINT "audit_records_pkey" PRIMARY KEY ("id","at")
) PARTITION BY RANGE ("at");

-- CreateTable
CREATE TABLE "audit_heads" (
    "organizationId" TEXT NOT NULL,
    "size" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "audit_heads_pkey" PRIMARY KEY ("organizationId")
);

-- CreateTable
CREATE TABLE "audit_outbox" (
    "id" BIGSERIAL NOT NULL,
    "organizationId" TEXT NOT NULL,
    "record" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_entries" (
    "organizationId" TEXT NOT NULL,
    "recordId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "limitName" TEXT NOT NULL DEFAULT '',
    "scopeKind" TEXT NOT NULL,
    "scopeId" TEXT NOT NULL,
    "windowId" TEXT NOT NULL,
    "windowEndMs" BIGINT,
    "amount" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "ledger_entries_pkey" PRIMARY KEY ("organizationId","recordId","position")
);

-- CreateTable
CREATE TABLE "stream_positions" (
    "shard" INTEGER NOT NULL,
    "position" TEXT NOT NULL DEFAULT '0-0',
    "fence" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "stream_positions_pkey" PRIMARY KEY ("shard")
);

-- CreateTable
CREATE TABLE "connections" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'mcp',
    "url" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "discoveredAt" TIMESTAMPTZ(6),
    "disconnectedAt" TIMESTAMPTZ(6),

    CONSTRAINT "connections_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "operations" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "connectionId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "class" TEXT NOT NULL,
    "priceMicros" BIGINT,
    "definition" TEXT NOT NULL,
    "definitionHash" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'active',
    "position" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "operations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "organizations" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "keyRef" TEXT NOT NULL,
    "shard" INTEGER NOT NULL DEFAULT 0,
    "timeZone" TEXT NOT NULL DEFAULT 'UTC',
    "snapshotVersion" BIGINT NOT NULL DEFAULT 1,
    "versionInForce" BIGINT NOT NULL DEFAULT 0,
    "policyVersion" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "organizations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "kill_switches" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "targetKind" TEXT NOT NULL,
    "targetId" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "pulledBy" TEXT,
    "createdAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "liftedAt" TIMESTAMPTZ(6),

    CONSTRAINT "kill_switches_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "availableAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "doneAt" TIMESTAMPTZ(6),

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "passwordHash" TEXT,
    "createdAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_in_sessions" (
    "id" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "ip" TEXT,
    "userAgent" TEXT,
    "createdAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastSeenAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(6) NOT NULL,
    "revokedAt" TIMESTAMPTZ(6),

    CONSTRAINT "sign_in_sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_in_attempts" (
    "id" TEXT NOT NULL,
    "subjectHash" TEXT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sign_in_attempts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "members" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removedAt" TIMESTAMPTZ(6),

    CONSTRAINT "members_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "management_tokens" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "keyRef" TEXT NOT NULL,
    "secretHash" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(6),
    "revokedAt" TIMESTAMPTZ(6),
    "lastUsedAt" TIMESTAMPTZ(6),

    CONSTRAINT "management_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policy_versions" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "source" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "publishedBy" TEXT,
    "createdAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "policy_versions_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "agents_organizationId_id_key" ON "agents"("organizationId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "agents_organizationId_name_key" ON "agents"("organizationId", "name");

-- CreateIndex
CREATE UNIQUE INDEX "instances_organizationId_id_key" ON "instances"("organizationId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "instances_organizationId_agentId_name_key" ON "instances"("organizationId", "agentId", "name");

-- CreateIndex
CREATE UNIQUE INDEX "keys_keyRef_key" ON "keys"("keyRef");

-- CreateIndex
CREATE INDEX "keys_organizationId_agentId_idx" ON "keys"("organizationId", "agentId");

-- CreateIndex
CREATE UNIQUE INDEX "keys_organizationId_id_key" ON "keys"("organizationId", "id");

-- CreateIndex
CREATE INDEX "approvals_organizationId_state_requestedAt_idx" ON "approvals"("organizationId", "state", "requestedAt" DESC);

-- CreateIndex
CREATE INDEX "approvals_organizationId_joinKey_idx" ON "approvals"("organizationId", "joinKey");

-- CreateIndex
CREATE INDEX "approvals_state_expiresAt_idx" ON "approvals"("state", "expiresAt");

-- CreateIndex
CREATE UNIQUE INDEX "approvals_organizationId_id_key" ON "approvals"("organizationId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "votes_organizationId_id_key" ON "votes"("organizationId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "votes_approvalId_revision_userId_key" ON "votes"("approvalId", "revision", "userId");

-- CreateIndex
CREATE INDEX "audit_records_organizationId_at_id_idx" ON "audit_records"("organizationId", "at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "audit_records_organizationId_agentName_at_idx" ON "audit_records"("organizationId", "agentName", "at" DESC);

-- CreateIndex
CREATE INDEX "audit_records_organizationId_operationName_at_idx" ON "audit_records"("organizationId", "operationName", "at" DESC);

-- CreateIndex
CREATE INDEX "audit_records_organizationId_approvalId_idx" ON "audit_records"("organizationId", "approvalId");

-- CreateIndex
CREATE UNIQUE INDEX "audit_records_organizationId_sequence_at_key" ON "audit_records"("organizationId", "sequence", "at");

-- CreateIndex
CREATE UNIQUE INDEX "audit_outbox_organizationId_id_key" ON "audit_outbox"("organizationId", "id");

-- CreateIndex
CREATE INDEX "ledger_entries_organizationId_windowEndMs_idx" ON "ledger_entries"("organizationId", "windowEndMs");

-- CreateIndex
CREATE UNIQUE INDEX "connections_organizationId_id_key" ON "connections"("organizationId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "connections_organizationId_name_key" ON "connections"("organizationId", "name");

-- CreateIndex
CREATE UNIQUE INDEX "operations_organizationId_id_key" ON "operations"("organizationId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "operations_organizationId_connectionId_name_key" ON "operations"("organizationId", "connectionId", "name");

-- CreateIndex
CREATE UNIQUE INDEX "organizations_name_key" ON "organizations"("name");

-- CreateIndex
CREATE UNIQUE INDEX "organizations_keyRef_key" ON "organizations"("keyRef");

-- CreateIndex
CREATE INDEX "kill_switches_organizationId_targetKind_targetId_idx" ON "kill_switches"("organizationId", "targetKind", "targetId");

-- CreateIndex
CREATE UNIQUE INDEX "kill_switches_organizationId_id_key" ON "kill_switches"("organizationId", "id");

-- CreateIndex
CREATE INDEX "outbox_doneAt_availableAt_idx" ON "outbox"("doneAt", "availableAt");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_organizationId_id_key" ON "outbox"("organizationId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE UNIQUE INDEX "sign_in_sessions_tokenHash_key" ON "sign_in_sessions"("tokenHash");

-- CreateIndex
CREATE INDEX "sign_in_sessions_userId_idx" ON "sign_in_sessions"("userId");

-- CreateIndex
CREATE INDEX "sign_in_attempts_subjectHash_at_idx" ON "sign_in_attempts"("subjectHash", "at");

-- CreateIndex
CREATE INDEX "members_userId_idx" ON "members"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "members_organizationId_id_key" ON "members"("organizationId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "members_organizationId_userId_key" ON "members"("organizationId", "userId");

-- CreateIndex
CREATE UNIQUE INDEX "management_tokens_keyRef_key" ON "management_tokens"("keyRef");

-- CreateIndex
CREATE UNIQUE INDEX "management_tokens_organizationId_id_key" ON "management_tokens"("organizationId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "policy_versions_organizationId_id_key" ON "policy_versions"("organizationId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "policy_versions_organizationId_version_key" ON "policy_versions"("organizationId", "version");

-- AddForeignKey
ALTER TABLE "agents" ADD CONSTRAINT "agents_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agents" ADD CONSTRAINT "agents_organizationId_ownerMemberId_fkey" FOREIGN KEY ("organizationId", "ownerMemberId") REFERENCES "members"("organizationId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "instances" ADD CONSTRAINT "instances_organizationId_agentId_fkey" FOREIGN KEY ("organizationId", "agentId") REFERENCES "agents"("organizationId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "keys" ADD CONSTRAINT "keys_organizationId_agentId_fkey" FOREIGN KEY ("organizationId", "agentId") REFERENCES "agents"("organizationId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "keys" ADD CONSTRAINT "keys_organizationId_instanceId_fkey" FOREIGN KEY ("organizationId", "instanceId") REFERENCES "instances"("organizationId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_organizationId_agentId_fkey" FOREIGN KEY ("organizationId", "agentId") REFERENCES "agents"("organizationId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_organizationId_connectionId_fkey" FOREIGN KEY ("organizationId", "connectionId") REFERENCES "connections"("organizationId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "votes" ADD CONSTRAINT "votes_organizationId_approvalId_fkey" FOREIGN KEY ("organizationId", "approvalId") REFERENCES "approvals"("organizationId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "connections" ADD CONSTRAINT "connections_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "operations" ADD CONSTRAINT "operations_organizationId_connectionId_fkey" FOREIGN KEY ("organizationId", "connectionId") REFERENCES "connections"("organizationId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "kill_switches" ADD CONSTRAINT "kill_switches_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sign_in_sessions" ADD CONSTRAINT "sign_in_sessions_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "members" ADD CONSTRAINT "members_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "members" ADD CONSTRAINT "members_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "management_tokens" ADD CONSTRAINT "management_tokens_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy_versions" ADD CONSTRAINT "policy_versions_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
