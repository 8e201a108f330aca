import type { Role } from "@countersign/core";
import { type FakeSlack, startFakeSlack } from "@countersign/testkit";
import { syncOperations } from "@countersign/usecases";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configurationDeps } from "./deps.ts";
import { appRouter } from "./router.ts";
import { refusalOf } from "./testing/refusal-of.ts";
import {
  makeOrganization,
  must,
  openDashboard,
  type TestDashboard,
  type TestOrganization,
} from "./testing/test-organization.ts";

const SECRET = "sk-live_9f8e7d6c5b4a";
const URL = "http://127.0.0.1:1/mcp";
const bearer = { kind: "bearer", value: SECRET } as const;

describe("connections", () => {
  let dashboard: TestDashboard;
  let acme: TestOrganization;
  const organization = "acme";
  const by = () => acme.as("developer").connections;

  beforeAll(async () => {
    dashboard = await openDashboard();
    acme = await makeOrganization(dashboard, organization);
  }, 60_000);
  afterAll(() => dashboard?.close());

  const tool = (name: string, extra: object = {}) => {
    const definition = { name, inputSchema: { type: "object" }, ...extra };
    return { name, raw: JSON.stringify(definition), definition };
  };
  /** What the worker would have found. */
  const found = async (connectionId: string, tools: ReturnType<typeof tool>[]) =>
    must(
      await syncOperations(configurationDeps(dashboard.services), {
        organizationId: acme.id,
        actor: { kind: "system", id: null, name: "discovery" },
        connectionId,
        tools,
      }),
    );
  const acts = (name: string) =>
    dashboard.worker.system(async ({ tx }) => {
      const rows = await tx.$queryRaw<{ action: string; detail: unknown }[]>`
        SELECT record->>'action' AS action, record->'detail' AS detail FROM audit_outbox
        WHERE "organizationId" = ${acme.id} AND record->>'connectionName' = ${name} ORDER BY id`;
      return rows;
    });

  it("one is added by its address alone, named after its host, and asks to be discovered", async () => {
    const added = await by().add({ organization, url: "https://mcp.linear.app/mcp" });
    expect(added).toMatchObject({ name: "linear", title: "Linear", inForce: true });
    const again = await by().add({ organization, url: "https://mcp.linear.app/mcp" });
    expect(again.name).toBe("linear-2");
    const { connection, operations } = await by().get({ organization, connectionId: added.id });
    expect(connection).toMatchObject({ health: "discovering", fault: null, discoveredAt: null, secret: null });
    expect(operations).toEqual([]);
    const asked = await dashboard.worker.system(({ tx }) =>
      tx.outbox.findMany({ where: { organizationId: acme.id, topic: "connection.discover" } }),
    );
    expect(asked.map(({ payload }) => payload)).toContainEqual({ connectionId: added.id });
  });

  it.each([
    ["not a url", "connection.url.refused", "url"],
    ["ftp://x.test/", "connection.url.refused", "url"],
    ["https://user:secret@x.test/", "connection.url.refused", "url"],
    ["https://x.test/?api_key=1", "connection.url.refused", "url"],
    ["https://x.test/#a", "connection.url.refused", "url"],
    ["http://10.0.0.1/mcp", "connection.url.refused", "url"],
    ["https://169.254.169.254/latest", "connection.url.refused", "url"],
    ["https://0x0a.1/mcp", "connection.url.refused", "url"],
  ])("the address %s is refused at its field, with what to do", async (url, code, path) => {
    const refusal = await refusalOf(by().add({ organization, url }));
    expect(refusal).toMatchObject({ code, problems: [{ path, fix: expect.any(String) }] });
  });

  it.each([
    ["a short value", { kind: "bearer", value: "abc" }, "secret.value"],
    ["two lines", { kind: "bearer", value: "abcdefgh\nabcdefgh" }, "secret.value"],
    ["no header's name", { kind: "header", value: SECRET }, "secret.headerName"],
    ["a header that steers", { kind: "header", headerName: "Host", value: SECRET }, "secret.headerName"],
  ] as const)("a secret with %s is refused at its field", async (_name, secret, path) => {
    const refusal = await refusalOf(by().add({ organization, url: URL, secret }));
    expect(refusal).toMatchObject({ code: "request.body.invalid", problems: [{ path }] });
    expect(JSON.stringify(refusal)).not.toContain(SECRET);
  });

  it("a secret goes in and never comes out: not in answers, records, outbox or rows", async () => {
    const { id: connectionId } = await by().add({ organization, name: "sealed", url: URL, secret: bearer });
    await by().setSecret({
      organization,
      connectionId,
      secret: { ...bearer, kind: "header", headerName: "X-Api-Key" },
    });
    const { connection } = await by().get({ organization, connectionId });
    expect(connection.secret).toMatchObject({ kind: "header", headerName: "x-api-key" });
    const everything = await dashboard.worker.system(async ({ tx }) => [
      await tx.credential.findMany({ where: { connectionId } }),
      await tx.outbox.findMany({ where: { organizationId: acme.id } }),
      await tx.$queryRaw`SELECT record FROM audit_outbox WHERE "organizationId" = ${acme.id}`,
      await by().list({ organization }),
    ]);
    expect(JSON.stringify(everything)).not.toContain(SECRET);
    expect((everything[0] as { replacedAt: Date | null }[]).filter((row) => row.replacedAt === null)).toHaveLength(1);
    expect(await acts("sealed")).toMatchObject([
      { action: "connection.added", detail: { before: null, after: { name: "sealed", secret: "bearer token" } } },
      {
        action: "connection.secret_replaced",
        detail: { before: { secret: "bearer token" }, after: { secret: "header x-api-key" } },
      },
    ]);
  });

  it("a change of address keeps the secret within its origin and says when it is dropped", async () => {
    const { id: connectionId } = await by().add({ organization, name: "mover", url: URL, secret: bearer });
    const within = await by().update({ organization, connectionId, url: `${URL}/v2`, title: "Mover" });
    expect(within).toMatchObject({ isSecretDropped: false, url: `${URL}/v2` });
    expect((await by().get({ organization, connectionId })).connection.secret).not.toBeNull();
    const away = await by().update({ organization, connectionId, url: "https://other.test/mcp" });
    expect(away.isSecretDropped).toBe(true);
    expect((await by().get({ organization, connectionId })).connection).toMatchObject({ secret: null, title: "Mover" });
    const back = await by().update({ organization, connectionId, url: URL, secret: bearer });
    expect(back.isSecretDropped).toBe(false);
    expect((await by().get({ organization, connectionId })).connection.secret).toMatchObject({ kind: "bearer" });
  });

  it("the default schema of a database is changed, told, cleared, and refused where it can't be one", async () => {
    const { id: connectionId } = await by().add({ organization, name: "warehouse", url: URL });
    const told = async () => (await by().get({ organization, connectionId })).connection.defaultSchema;
    expect(await told()).toBeNull();
    await by().update({ organization, connectionId, defaultSchema: " reporting " });
    expect(await told()).toBe("reporting");
    await by().update({ organization, connectionId, title: "Warehouse" });
    expect(await told()).toBe("reporting");
    await expect(by().update({ organization, connectionId, defaultSchema: "pg_catalog" })).rejects.toMatchObject({
      cause: { refusal: { problems: [{ path: "defaultSchema" }] } },
    });
    await by().update({ organization, connectionId, defaultSchema: null });
    expect(await told()).toBeNull();
  });

  it("starting safe allows reads and asks for the rest, without what is held", async () => {
    const { id: connectionId } = await by().add({ organization, name: "safe", url: URL });
    const reads = tool("search", { annotations: { readOnlyHint: true } });
    await found(connectionId, [reads, tool("send_email")]);
    await found(connectionId, [reads, tool("send_email"), tool("later")]);
    const { rules } = await by().startSafeRules({ organization, connectionId, agents: ["outreach"] });
    expect(rules).toEqual([
      { id: "safe-reads", agents: ["outreach"], operations: ["safe.search"], effect: "allow" },
      {
        id: "safe-asks",
        agents: ["outreach"],
        operations: ["safe.send_email"],
        effect: "require_approval",
        approval: { by: ["role:owner", "role:admin"], expires: "30m" },
      },
    ]);
    const { connections } = await by().list({ organization });
    expect(connections.find(({ name }) => name === "safe")?.operations).toEqual({
      active: 2,
      quarantined: 1,
      gone: 0,
      held: 0,
      read: 1,
      write: 0,
      external: 0,
      destructive: 2,
    });
  });

  it("a changed definition is shown beside the pinned one, and only the one shown can be accepted", async () => {
    const { id: connectionId } = await by().add({ organization, name: "changes", url: URL });
    await found(connectionId, [tool("look")]);
    await found(connectionId, [tool("look", { description: "Looks elsewhere." })]);
    const [operation] = (await by().get({ organization, connectionId })).operations;
    if (!operation?.candidate) throw new Error("nothing waits for review");
    expect(operation).toMatchObject({ state: "quarantined", candidate: { isNew: false, isRejected: false } });
    const { id: operationId } = operation;
    const stale = by().acceptChange({ organization, operationId, candidateHash: operation.definitionHash });
    expect(await refusalOf(stale)).toMatchObject({ code: "connection.definition.changed", status: 409 });
    const candidateHash = operation.candidate.hash;
    await by().rejectChange({ organization, operationId, candidateHash });
    const [rejected] = (await by().get({ organization, connectionId })).operations;
    expect(rejected).toMatchObject({ state: "quarantined", candidate: { isRejected: true } });
    await by().acceptChange({ organization, operationId, candidateHash });
    const [accepted] = (await by().get({ organization, connectionId })).operations;
    expect(accepted).toMatchObject({ state: "active", definitionHash: candidateHash, candidate: null });
    expect((await acts("changes")).map(({ action }) => action).slice(-2)).toEqual([
      "connection.change_rejected",
      "connection.change_accepted",
    ]);
  });

  it("class and price are a person's to say, with before and after in the record", async () => {
    const { id: connectionId } = await by().add({ organization, name: "priced", url: URL });
    await found(connectionId, [tool("look")]);
    const [operation] = (await by().get({ organization, connectionId })).operations;
    const operationId = operation?.id ?? "";
    await by().setOperationClass({ organization, operationId, class: "read" });
    await by().setOperationPrice({ organization, operationId, priceMicros: "4000" });
    const [changed] = (await by().get({ organization, connectionId })).operations;
    expect(changed).toMatchObject({
      class: "read",
      isClassSet: true,
      suggestedClass: "destructive",
      suggestedEffect: "allow",
      priceMicros: "4000",
    });
    expect((await acts("priced")).slice(-2)).toMatchObject([
      { detail: { before: { class: "destructive" }, after: { class: "read" } } },
      { detail: { before: { priceMicros: null }, after: { priceMicros: "4000" } } },
    ]);
    for (const priceMicros of ["-1", "1.5", "1e3", "", "99999999999999"]) {
      const refusal = await refusalOf(by().setOperationPrice({ organization, operationId, priceMicros }));
      expect(refusal).toMatchObject({ code: "request.body.invalid", problems: [{ path: "priceMicros" }] });
    }
  });

  it("one is disconnected and connected again, and a kill switch outlasts that", async () => {
    const { id: connectionId } = await by().add({ organization, name: "onoff", url: URL });
    const kills = async () => {
      const state = await dashboard.services.admission.organizationState({ org: acme.id, shard: 0 });
      return state.kind === "STATE" ? state.kills : [];
    };
    await by().disconnect({ organization, connectionId });
    expect(await kills()).toContain(connectionId);
    await acme
      .as("admin")
      .kills.pull({ organization, targetKind: "connection", targetId: connectionId, reason: "odd" });
    await by().reconnect({ organization, connectionId });
    expect(await kills()).toContain(connectionId);
    const { connection } = await by().get({ organization, connectionId });
    expect(connection).toMatchObject({ disconnectedAt: null, health: "discovering", kill: { reason: "odd" } });
    await acme.as("admin").kills.lift({ organization, id: connection.kill?.id ?? "" });
    expect(await kills()).not.toContain(connectionId);
  });

  describe("with a workspace of Slack", () => {
    const app = { clientId: "1.2", clientSecret: "the app's own secret", appId: "A0FAKE" };
    let slack: FakeSlack;

    beforeAll(async () => {
      slack = await startFakeSlack({ channels: [], app });
      return () => slack.close();
    });

    /** The procedures of a platform with an app of Slack. */
    const as = (role: Role, sessionId = acme.people[role].sessionId) => {
      const { userId, email } = acme.people[role];
      const offered = {
        SLACK_CLIENT_ID: app.clientId,
        SLACK_CLIENT_SECRET: app.clientSecret,
        SLACK_API_URL: slack.url,
      };
      const { services } = dashboard;
      return appRouter.createCaller({
        services: { ...services, settings: { ...services.settings, ...offered } },
        requestId: "slack",
        client: { ip: "10.0.0.1", userAgent: "vitest" },
        actor: { kind: "user", userId, name: role, email, sessionId },
      }).slack;
    };
    const consent = async (by: ReturnType<typeof as>) => {
      const { searchParams } = new globalThis.URL(slack.consent((await by.begin({ organization })).url));
      return { organization, code: searchParams.get("code") ?? "", state: searchParams.get("state") ?? "" };
    };

    it("it is connected by who began it, once; its token stands nowhere in the clear", async () => {
      const consented = await consent(as("owner"));
      const stale = { code: "auth.link.invalid" };
      expect(await refusalOf(as("admin").finish(consented))).toMatchObject(stale);
      expect(await refusalOf(as("owner", "sis_other").finish(consented))).toMatchObject(stale);
      for (const state of ["", "acme.", `other.${consented.state}`, consented.state.replace(/.$/, "x")]) {
        expect(await refusalOf(as("owner").finish({ ...consented, state }))).toMatchObject(stale);
      }
      expect(await as("owner").get({ organization })).toMatchObject({ isOffered: true, workspace: null });
      expect(await as("owner").finish(consented)).toEqual({ teamName: "Fake" });
      expect(await refusalOf(as("owner").finish(consented))).toMatchObject(stale);
      expect(await as("owner").get({ organization })).toMatchObject({ workspace: { teamName: "Fake" }, accounts: [] });
      const rows = await dashboard.worker.system(({ tx }) => tx.slackInstallation.findMany());
      expect(rows.filter(({ organizationId }) => organizationId === acme.id)).toHaveLength(1);
      expect(JSON.stringify(rows)).not.toContain(slack.token);
    });

    it("a code that Slack doesn't take, or doesn't answer for, connects nothing", async () => {
      await as("owner").disconnect({ organization });
      const consented = await consent(as("owner"));
      expect(await refusalOf(as("owner").finish({ ...consented, code: "made-up" }))).toMatchObject({ status: 410 });
      const next = await consent(as("owner"));
      slack.troubleNext({ kind: "hang_up" });
      expect(await refusalOf(as("owner").finish(next))).toMatchObject({ detail: expect.stringContaining("reached") });
      expect(await as("owner").get({ organization })).toMatchObject({ workspace: null });
    });
  });
});
