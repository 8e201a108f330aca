import type { Page } from "@playwright/test";
import { type AgentClient, connectAgent } from "../platform/agent-clients.ts";
import { crawl } from "../platform/crawl.ts";
import { type MarkupOrganization, makeMarkupOrganization, texts } from "../platform/markup-organization.ts";
import { MARKUP, RAN } from "../platform/markup-strings.ts";
import { expect, test } from "../platform/test.ts";

const CALLS = 25;

test.describe("text that is markup", () => {
  let organization: MarkupOrganization;
  test.beforeAll(async ({ up }) => {
    organization = await makeMarkupOrganization(up);
  });
  test.afterAll(async () => organization?.close());

  test("P73: runs nowhere and loads nothing, on every page that shows it", async ({ owner, up }) => {
    test.setTimeout(240_000);
    const client = await connectAgent("SDK v2, 2026-07-28", `${up.gatewayUrl}/mcp`, organization.key);
    await callWithMarkup(client);
    await askWithMarkup(client, owner, `${up.dashboardUrl}/o/${organization.name}/approvals`);
    const foreign: string[] = [];
    owner.on("request", (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol.startsWith("http") && origin !== new URL(up.dashboardUrl).origin) foreign.push(request.url());
    });
    const dialogs: string[] = [];
    owner.on("dialog", async (dialog) => {
      dialogs.push(dialog.message());
      await dialog.dismiss();
    });
    const prefix = `${up.dashboardUrl}/o/${organization.name}`;
    const visited = await crawl(owner, { start: prefix, prefix, perPattern: 2 }, async (url) => {
      await expectNothingRan(owner, url);
    });
    await client.close();
    expect(foreign).toEqual([]);
    expect(dialogs).toEqual([]);
    expect(visited.length).toBeGreaterThan(10);
  });
});

/** Every text stands in some call's arguments: some run, some wait for a person, some are denied. */
async function callWithMarkup(client: AgentClient): Promise<void> {
  const each = MARKUP.length / CALLS;
  for (let index = 0; index < CALLS; index += 1) {
    const tool = ["look", "never", "unknown"][index % 3] ?? "look";
    await client.call(`hostile__${tool}`, { text: texts(index * each, each, 100_000) }).catch(() => undefined);
  }
}

/** Calls that wait for a person; nobody waits for their answers. */
async function askWithMarkup(client: AgentClient, page: Page, inbox: string): Promise<void> {
  const each = 30;
  for (let from = 0; from < 3 * each; from += each) {
    client.call("hostile__send", { text: texts(from, each, 100_000) }).catch(() => undefined);
  }
  await page.goto(inbox);
  await expect(page.locator("[data-record]")).toHaveCount(3);
}

async function expectNothingRan(page: Page, url: string): Promise<void> {
  expect({ url, ran: await page.evaluate((name) => name in window, RAN) }).toEqual({ url, ran: false });
  const injected = page.locator(
    'main :is(script, iframe, object, base, meta, style), main [onerror], main [onload], a[href^="javascript:" i]',
  );
  expect({ url, injected: await injected.count() }).toEqual({ url, injected: 0 });
}
