import { createHash } from "node:crypto";
import { type FixtureMcpServer, startFixtureMcpServer } from "@countersign/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Agent } from "./testing/agent.ts";
import { makeOrganization, type TestOrganization } from "./testing/organization.ts";
import { type Platform, startPlatform } from "./testing/platform.ts";

const CARD = "4111 1111 1111 1111";

const POLICY = `
version: 1
prices:
  fixture.structured: { cost: "double(result.value) * 0.01", at_most: $0.50 }
  fixture.count: { cost: "double(result.credits)", at_most: $0.20 }
  fixture.add: { cost: "double(args.a)", at_most: $0.20 }
rules:
  - { id: say, agents: [scout], operations: [fixture.echo], effect: allow, redact: { arguments: [secrets], result: [pii.card] }, label: spoken }
  - { id: spend, agents: [scout], operations: [fixture.structured, fixture.count, fixture.add], effect: allow, limits: [{ spend: $5, per: day }] }
`;

describe("after-rules", () => {
  let platform: Platform;
  let fixture: FixtureMcpServer;
  let organization: TestOrganization;
  let agent: Agent;

  beforeAll(async () => {
    platform = await startPlatform();
    fixture = await startFixtureMcpServer();
    organization = await makeOrganization(platform, { connections: { fixture: { url: fixture.url } }, policy: POLICY });
    const gateway = await platform.startGatewayProcess();
    agent = new Agent(gateway.url, organization.agent().key.text);
    await platform.startWorker();
  });
  afterAll(async () => {
    await platform?.close();
    await fixture?.close();
  });

  it("P13: what is sent is the redacted form that the record holds and hashes, byte for byte", async () => {
    const answer = await agent.call("fixture__echo", { text: `password=hunter2! and card ${CARD}` });
    expect(answer.text).toBe("password=[redacted:secrets] and card [redacted:pii.card]");
    const [record] = await organization.callRecords("fixture.echo", 1);
    const forwarded = `{"text":"password=[redacted:secrets] and card ${CARD}"}`;
    expect(JSON.stringify(fixture.calls().bodies)).toContain(forwarded);
    expect(record?.arguments?.text).toBe(forwarded);
    expect(record?.forwardedHash).toBe(createHash("sha256").update(forwarded).digest("hex"));
    expect(record).toMatchObject({
      redacted: { arguments: { secrets: 1 }, result: { "pii.card": 1 } },
      labels: ["spoken"],
    });
    expect(JSON.stringify(record)).not.toContain("hunter2");
    expect(record?.result?.text).not.toContain(CARD);
  });

  it("P41: the price comes from the result; what gives none costs the most; above it is charged in full", async () => {
    await agent.call("fixture__structured");
    await agent.call("fixture__count");
    await agent.call("fixture__add", { a: 3, b: 1 });
    const [structured] = await organization.callRecords("fixture.structured", 1);
    expect(structured).toMatchObject({ reservedMicros: "500000", costMicros: "420000" });
    const [count] = await organization.callRecords("fixture.count", 1);
    expect(count).toMatchObject({ reservedMicros: "200000", costMicros: "200000", costError: expect.any(String) });
    const [add] = await organization.callRecords("fixture.add", 1);
    expect(add).toMatchObject({ reservedMicros: "200000", costMicros: "3000000", overrun: true });
  });
});
