-- How many calls of an agent wait is counted each time it asks about another.
CREATE INDEX approvals_pending_of_agent ON approvals ("organizationId", "agentId") WHERE state = 'pending';
