import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type FixtureMcpServer, startFixtureMcpServer } from "@countersign/testkit";
import { removeConnectionSecret, setConnectionSecret, updateConnection } from "@countersign/usecases";
import { Secret } from "@countersign/vault";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Agent } from "./testing/agent.ts";
import { makeOrganization, type TestOrganization } from "./testing/organization.ts";
import { type Platform, startPlatform, type TestGateway } from "./testing/platform.ts";

const POLICY = `
version: 1
rules:
  - { id: all, agents: [scout], operations: ["*"], effect: allow }
`;
const SECRET = "sk-live_9f8e7d6c5b4a/+=";
const OTHER = "sk-live_0000000000000000";

describe("a connection's secret", () => {
  let platform: Platform;
  let gateway: TestGateway;
  let organization: TestOrganization;
  let fixture: FixtureMcpServer;
  let agent: Agent;
  const closers: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    platform = await startPlatform();
    gateway = await platform.startGateway();
    await platform.startWorker();
  });
  beforeEach(async () => {
    fixture = await startFixtureMcpServer({
      tools: ["echo"],
      register: (server) => {
        const echoes = [
          SECRET,
          `"${SECRET}"`,
          encodeURIComponent(SECRET),
          Buffer.from(`Bearer ${SECRET}`).toString("base64"),
          Buffer.from(SECRET).toString("hex"),
        ];
        server.registerTool("leak", { description: "Tells all." }, async () => ({
          content: echoes.map((text) => ({ type: "text" as const, text })),
        }));
        server.registerTool("leak_error", { description: "Fails." }, async () => {
          throw new Error(`your token ${SECRET} is bad`);
        });
      },
    });
    closers.push(() => fixture.close());
    organization = await makeOrganization(platform, { connections: { fixture }, policy: POLICY });
    agent = new Agent(gateway.url, organization.agent().key.text);
  });
  afterAll(async () => {
    await platform?.close();
    await Promise.all(closers.map((close) => close()));
  });

  const deps = () => ({ db: platform.db, hot: platform.admission, masterKey: platform.masterKey });
  const target = () => ({
    organizationId: organization.place.org,
    actor: { kind: "system", id: null, name: "test" } as const,
    connectionId: organization.connections["fixture"] ?? "",
  });
  async function store(value: string, headerName?: string): Promise<void> {
    const kind = headerName === undefined ? ("bearer" as const) : ("header" as const);
    const secret = { kind, value: new Secret(value), ...(headerName === undefined ? {} : { headerName }) };
    const stored = await setConnectionSecret(deps(), { ...target(), secret });
    if (!stored.ok || !stored.inForce) throw new Error("the secret isn't in force");
  }
  const call = async () => (await agent.call("fixture__echo", { text: "a" })).text;
  const lastHeaders = () => fixture.calls().bodies.at(-1)?.headers ?? {};

  it("is presented by the very next call, and the agent's own key never is", async () => {
    await call();
    expect(lastHeaders()["authorization"]).toBeUndefined();
    await store(SECRET);
    await call();
    expect(lastHeaders()["authorization"]).toBe(`Bearer ${SECRET}`);
    await store(OTHER, "X-Api-Key");
    await call();
    expect(lastHeaders()).toMatchObject({ "x-api-key": OTHER });
    expect(lastHeaders()["authorization"]).toBeUndefined();
    await removeConnectionSecret(deps(), target());
    await call();
    expect(lastHeaders()["x-api-key"]).toBeUndefined();
    const sent = JSON.stringify(fixture.calls().bodies);
    expect(sent).not.toContain(organization.agent().key.text);
  });

  it("isn't told to agents or records, however its server spells it", async () => {
    await store(SECRET);
    const answers = [await agent.call("fixture__leak"), await agent.call("fixture__leak_error")];
    const records = [
      ...(await organization.callRecords("leak", 1)),
      ...(await organization.callRecords("leak_error", 1)),
    ];
    const said = JSON.stringify([answers.map(({ body }) => body), records]);
    const forms = [
      SECRET,
      SECRET.replaceAll("/", "\\/"),
      encodeURIComponent(SECRET),
      Buffer.from(SECRET).toString("hex"),
      Buffer.from(SECRET).toString("base64").slice(4, 20),
      Buffer.from(`Bearer ${SECRET}`).toString("base64").slice(12, 28),
    ];
    expect(forms.filter((form) => said.includes(form))).toEqual([]);
    expect(answers[0]?.body).toContain("[secret]");
    expect(answers[1]?.body).toContain("[secret]");
  });

  it("of another row, or for another address, is presented to nobody", async () => {
    const seen: unknown[] = [];
    const thief = createServer((req, res) => {
      seen.push(req.headers.authorization);
      res.writeHead(500).end();
    });
    await new Promise<void>((resolve) => thief.listen(0, "127.0.0.1", resolve));
    closers.push(() => new Promise((resolve) => thief.close(resolve)));
    const url = `http://127.0.0.1:${(thief.address() as AddressInfo).port}/mcp`;
    await store(SECRET);
    await platform.system.system(async ({ tx }) => {
      await tx.$executeRaw`UPDATE connections SET url = ${url} WHERE id = ${target().connectionId}`;
    });
    await store(OTHER, "x-other").then(() =>
      platform.system.system(async ({ tx }) => {
        const { connectionId } = target();
        const [old] = await tx.$queryRaw<{ sealed: string }[]>`
          SELECT sealed FROM credentials WHERE "connectionId" = ${connectionId} AND "replacedAt" IS NOT NULL`;
        await tx.$executeRaw`
          UPDATE credentials SET sealed = ${old?.sealed} WHERE "connectionId" = ${connectionId} AND "replacedAt" IS NULL`;
      }),
    );
    const answer = await agent.call("fixture__echo", { text: "a" });
    expect(answer.decision?.code).toBe("call.upstream.unreachable");
    expect(seen.filter((each) => each !== undefined)).toEqual([]);
  });

  it("doesn't follow its connection to another origin", async () => {
    const second = await startFixtureMcpServer({ tools: ["echo"] });
    closers.push(() => second.close());
    await store(SECRET);
    const moved = await updateConnection(deps(), { ...target(), url: second.url });
    expect(moved).toMatchObject({ ok: true, inForce: true, value: { isSecretDropped: true } });
    await call();
    expect(second.calls().bodies.map(({ headers }) => headers["authorization"])).toEqual([undefined]);
  });
});
