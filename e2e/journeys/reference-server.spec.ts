import { type EverythingServer, startEverythingServer } from "@countersign/testkit";
import { CLIENTS } from "../platform/agent-clients.ts";
import { connectUpstream } from "../platform/connect-upstream.ts";
import { changePolicy } from "../platform/management-api.ts";
import { expect, pageUrl, test } from "../platform/test.ts";

test.describe("the official reference server behind the gateway", () => {
  let server: EverythingServer;
  let restore: () => Promise<void>;

  test.beforeAll(async ({ up }) => {
    server = await startEverythingServer();
    const name = `everything-${crypto.randomUUID().slice(0, 8)}`;
    await connectUpstream(up, { name, title: "Reference server", url: server.url });
    restore = await changePolicy(up, (source) =>
      source.replace(
        /^rules:$/m,
        [
          "rules:",
          "  - id: reference-sums",
          "    agents: [sales-research]",
          `    operations: ["${name}.get-sum"]`,
          "    when: args.a < 100.0",
          "    effect: allow",
          "  - id: reference-echo",
          "    agents: [sales-research]",
          `    operations: ["${name}.echo"]`,
          "    effect: allow",
        ].join("\n"),
      ),
    );
    connection = name;
  });
  test.afterAll(async () => {
    await restore?.();
    await server?.close();
  });
  let connection: string;

  for (const kind of CLIENTS) {
    test(`${kind}: allowed calls reach it, others are denied, all are recorded`, async ({ agent, owner, up }) => {
      const client = await agent(kind);
      expect(await client.listTools()).toContain(`${connection}__echo`);
      const message = `echo ${crypto.randomUUID()}`;
      const echoed = await client.call(`${connection}__echo`, { message });
      expect(echoed).toMatchObject({ isError: false, text: expect.stringContaining(message) });
      expect((await client.call(`${connection}__get-sum`, { a: 2, b: 3 })).text).toContain("5");
      const denied = await client.call(`${connection}__get-sum`, { a: 200, b: 3 });
      expect(denied).toMatchObject({ isError: true, decision: { code: "policy.default.denied" } });

      await owner.goto(pageUrl(up, `/audit?text=${encodeURIComponent(message)}`));
      await expect(owner.locator("[data-record]")).toHaveCount(1);
      await owner.goto(pageUrl(up, `/audit?outcome=denied&operation=${connection}.get-sum`));
      await expect(owner.locator("[data-record]").first()).toContainText("denied");
    });

    test(`${kind}: on its own endpoint the tool names are unchanged`, async ({ agent }) => {
      const client = await agent(kind, { path: `/mcp/${connection}` });
      expect(await client.listTools()).toContain("echo");
      expect((await client.call("echo", { message: "hello" })).isError).toBe(false);
    });
  }
});
