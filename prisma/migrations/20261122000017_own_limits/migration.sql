-- Agents and connections may have limits of their own, beside those of rules: a JSON list of limits as a policy writes
-- them. A sub-agent's calls count on its parent's limits too.
ALTER TABLE agents
  ADD COLUMN "parentAgentId" TEXT,
  ADD COLUMN limits JSONB NOT NULL DEFAULT '[]',
  ADD CONSTRAINT "agents_organizationId_parentAgentId_fkey" FOREIGN KEY ("organizationId", "parentAgentId")
    REFERENCES agents ("organizationId", id) ON DELETE NO ACTION ON UPDATE NO ACTION,
  ADD CONSTRAINT agents_parent_check CHECK ("parentAgentId" IS DISTINCT FROM id),
  ADD CONSTRAINT agents_limits_check CHECK (jsonb_typeof(limits) = 'array');
GRANT UPDATE ("parentAgentId", limits) ON agents TO countersign_app, countersign_worker;

ALTER TABLE connections
  ADD COLUMN limits JSONB NOT NULL DEFAULT '[]',
  ADD CONSTRAINT connections_limits_check CHECK (jsonb_typeof(limits) = 'array');
GRANT UPDATE (limits) ON connections TO countersign_app, countersign_worker;

-- Zones that an organization had before, and until when: a window that runs when the zone changes ends as it was cut.
ALTER TABLE organizations
  ADD COLUMN "earlierTimeZones" JSONB NOT NULL DEFAULT '[]',
  ADD CONSTRAINT organizations_earlier_zones_check CHECK (jsonb_typeof("earlierTimeZones") = 'array');
GRANT UPDATE ("earlierTimeZones") ON organizations TO countersign_app, countersign_worker;
