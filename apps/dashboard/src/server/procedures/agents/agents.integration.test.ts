import { issueKey, pullKill } from "@countersign/usecases";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { secretDeps } from "../../deps.ts";
import { refusalOf } from "../../testing/refusal-of.ts";
import {
  makeOrganization,
  must,
  openDashboard,
  type TestDashboard,
  type TestOrganization,
} from "../../testing/test-organization.ts";

const SYSTEM = { kind: "system", id: null, name: "test" } as const;
const POLICY = `version: 1
lists: { partners: [acme.io] }
limits: [{ spend: $200, per: month }]
prices: { demo.send_email: $0.001 }
rules:
  - id: mail
    agents: [outreach]
    operations: [demo.send_email]
    effect: allow
    when: args.to in lists.partners
    limits: [{ calls: 10, per: day, scope: instance }]
  - id: mail-needs-a-person
    agents: ["tag:risky"]
    operations: ["class:external"]
    effect: require_approval
    approval: { by: [role:admin, ana@acme.test], quorum: 2, expires: 30m }
`;

let dashboard: TestDashboard;
let acme: TestOrganization;

beforeAll(async () => {
  dashboard = await openDashboard();
  acme = await makeOrganization(dashboard, "acme");
}, 60_000);
afterAll(() => dashboard?.close());

describe("an agent's page", () => {
  it("finds the agent by its name as by its id, with its instances, keys and switch, and no secret", async () => {
    const change = { organizationId: acme.id, actor: SYSTEM };
    const deps = secretDeps(dashboard.services);
    const issued = must(await issueKey(deps, { ...change, agentId: acme.agentId, instanceName: "outreach-7" }));
    const instanceId = issued.instance?.id ?? "";
    must(await pullKill(deps, { ...change, target: { kind: "instance", id: instanceId }, reason: "odd calls" }));

    const byName = await acme.as("auditor").agents.get({ organization: "acme", agent: "outreach" });
    const byId = await acme.as("auditor").agents.get({ organization: "acme", agent: acme.agentId });
    expect(byName).toEqual(byId);
    expect(byName.instances).toMatchObject([{ name: "outreach-7", proved: true, kill: { reason: "odd calls" } }]);
    expect(byName.instances[0]?.keys).toHaveLength(1);
    expect(JSON.stringify(byName)).not.toContain(issued.text.reveal().slice(30));
    expect(byName.last24h).toEqual({ calls: 0, denied: 0, asked: 0, failed: 0, spentMicros: "0" });
  });
});

describe("what an agent may do", () => {
  it("is nothing while no rules are published", async () => {
    const shown = await acme.as("developer").agents.permissions({ organization: "acme", agentId: acme.agentId });
    expect(shown).toMatchObject({ policyVersion: 0, operations: [{ outcome: "denied", deniedBy: "default" }] });
  });

  it("is each operation with its outcome, the condition in words, who approves, and the limits", async () => {
    await acme.as("owner").policy.publish({ organization: "acme", source: POLICY, message: "mail", baseVersion: 0 });
    const shown = await acme.as("developer").agents.permissions({ organization: "acme", agentId: acme.agentId });
    expect(shown).toMatchObject({
      policyVersion: 1,
      operations: [
        {
          operation: "demo.send_email",
          title: "Send an e-mail",
          connectionTitle: "Demo",
          outcome: "allowed_when",
          priceMicros: "1000",
          rules: [{ ruleId: "mail", holds: "sometimes", words: "to is in the list partners" }],
          limits: [
            { ruleId: "mail", kind: "calls", scope: "instance", max: "10", window: { kind: "calendar", per: "day" } },
            { ruleId: null, kind: "spend", max: "200000000", window: { kind: "calendar", per: "month" } },
          ],
        },
      ],
    });
  });

  it("refuses an instance of another agent as one that doesn't exist", async () => {
    const answer = await refusalOf(
      acme.as("owner").agents.permissions({ organization: "acme", agentId: acme.agentId, instanceId: "ins_nothing" }),
    );
    expect(answer?.code).toBe("request.target.unknown");
  });
});
