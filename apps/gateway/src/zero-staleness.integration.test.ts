import { type FixtureMcpServer, startFixtureMcpServer, volume } from "@countersign/testkit";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Agent, type Answer, ticketOf } from "./testing/agent.ts";
import { makeOrganization, type TestOrganization } from "./testing/organization.ts";
import { pacedLoad } from "./testing/paced-load.ts";
import { type Platform, startPlatform, type TestGateway } from "./testing/platform.ts";

const SAY = "  - { id: say, agents: [scout], operations: [fixture.echo], effect: allow }";
const POLICY = `
version: 1
rules:
${SAY}
  - { id: ask, agents: [scout], operations: [fixture.count], effect: require_approval, approval: { by: [role:owner], expires: 30m } }
`;
/** What waits for a person may go on waiting: it is decided anew before it runs. */
const NO_MORE = POLICY.replace(SAY, "  - { id: no-more, agents: [scout], operations: [fixture.echo], effect: deny }");
const PER_SECOND = 500;
/** Sent before each change, and again after it is reported. */
const EACH = volume({ ci: 500, soak: 5_000 });
const PATIENCE_MS = 120_000;
const SOON = { timeout: 20_000, interval: 50 };

describe("P10, P21: three gateway processes under 500 requests a second", () => {
  let platform: Platform;
  let gateways: readonly TestGateway[];
  let fixture: FixtureMcpServer;
  let organization: TestOrganization;

  beforeAll(async () => {
    platform = await startPlatform();
    fixture = await startFixtureMcpServer();
    const start = () => platform.startGatewayProcess({ COUNTERSIGN_TICKET_AFTER_MS: "0" });
    gateways = await Promise.all([start(), start(), start()]);
    await platform.startWorker();
  });
  afterAll(async () => {
    await platform?.close();
    await fixture?.close();
  });

  const changes: Readonly<Record<string, () => Promise<unknown>>> = {
    "a published rule": () => organization.publish(NO_MORE),
    "a revoked key": () => organization.revoke(organization.agent().key.id),
    "a kill switch": () => organization.pullKill({ kind: "agent", id: organization.agent().id }),
    "a disconnected connection": () => organization.disconnect("fixture"),
  };

  it.each(Object.entries(changes))(
    "after %s is reported in force not one later call, list or ticket gets through",
    async (what, change) => {
      organization = await makeOrganization(platform, { connections: { fixture }, policy: POLICY });
      const agents = gateways.map((gateway) => new Agent(gateway.url, organization.agent().key.text));
      const ticket = ticketOf(await agentAt(agents, 0).call("fixture__count"));
      const { before, after } = await pacedLoad(
        (turn) => {
          const agent = agentAt(agents, turn);
          // Mostly calls; every tenth a list, every tenth a ticket.
          if (turn % 10 === 8) return agent.list();
          if (turn % 10 === 9 && what !== "a published rule") return agent.claim(ticket);
          return agent.call("fixture__echo", { text: "still here" });
        },
        { perSecond: PER_SECOND, each: EACH, change },
      );
      expect(before.filter(hasRun).length).toBeGreaterThan(EACH / 2);
      expect(after.length).toBe(EACH);
      expect(
        after
          .filter(hasGotThrough)
          .slice(0, 3)
          .map(({ body }) => body),
      ).toEqual([]);
      expect(after.filter((answer) => answer.status >= 500).map(({ body }) => body)).toEqual([]);
      if (what === "a published rule") {
        await expectOneDecisionEach(platform, organization.place.org, before.filter(hasRun).length);
      }
    },
    PATIENCE_MS,
  );
});

function agentAt(agents: readonly Agent[], turn: number): Agent {
  const agent = agents[turn % agents.length];
  if (!agent) throw new Error("no gateway");
  return agent;
}

function hasRun(answer: Answer): boolean {
  return answer.text === "still here";
}

/** A call that ran, a tool of the connection that is listed, or a ticket that still leads somewhere. */
function hasGotThrough(answer: Answer): boolean {
  if (hasRun(answer)) return true;
  if (answer.body.includes('"name":"fixture__echo"')) return true;
  return answer.decision?.code === "approval.request.pending";
}

/** Every call that ran has its record, and each version of the policy decided all its calls in one way. */
async function expectOneDecisionEach(platform: Platform, organizationId: string, ran: number): Promise<void> {
  const rows = await vi.waitFor(async () => {
    const decided = await platform.db.tenant(
      organizationId,
      ({ tx }) => tx.$queryRaw<{ version: string; decision: string; outcome: string; calls: bigint }[]>`
        SELECT record->>'policyVersion' AS version, decision, outcome, count(*) AS calls FROM audit_records
        WHERE "organizationId" = ${organizationId} AND kind = 'call' AND "operationName" = 'echo' GROUP BY 1, 2, 3`,
    );
    const succeeded = decided.filter((row) => row.outcome === "succeeded");
    expect(succeeded.reduce((sum, row) => sum + Number(row.calls), 0)).toBe(ran);
    return decided;
  }, SOON);
  const versions = new Set(rows.map((row) => row.version));
  expect(new Set(rows.map((row) => `${row.version} ${row.decision}`)).size).toBe(versions.size);
}
