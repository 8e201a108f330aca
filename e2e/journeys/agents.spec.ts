import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type FixtureMcpServer, startFixtureMcpServer } from "@countersign/testkit";
import type { Page } from "@playwright/test";
import { type AgentClient, connectAgent } from "../platform/agent-clients.ts";
import { connectUpstream } from "../platform/connect-upstream.ts";
import { expectGoodLooks } from "../platform/looks.ts";
import { changePolicy, management } from "../platform/management-api.ts";
import { expect, pageUrl, test } from "../platform/test.ts";
import type { Up } from "../platform/up-file.ts";

const run = promisify(execFile);
const KIND = "SDK v2, 2026-07-28";

/** A name no other test uses. */
const newName = (word: string) => `${word}-${crypto.randomUUID().slice(0, 8)}`;

let fixture: FixtureMcpServer;
let connection: string;
let restore: () => Promise<void>;

test.beforeAll(async ({ up }) => {
  fixture = await startFixtureMcpServer();
  connection = newName("fixture");
  await connectUpstream(up, { name: connection, title: "Fixture", url: fixture.url });
  restore = await changePolicy(up, (source) =>
    source.replace(
      /^rules:$/m,
      [
        "rules:",
        "  - { id: echo-for-all, agents: ['*'], operations: [demo.search_web], effect: allow, limits: [{ calls: 500, per: day }] }",
        `  - { id: fixture-for-all, agents: ['*'], operations: ['${connection}.*'], effect: allow }`,
        "  - id: lookup-partners",
        "    agents: ['tag:partners']",
        "    operations: [demo.lookup_company]",
        "    when: args.domain in lists.icp_domains",
        "    effect: allow",
      ].join("\n"),
    ),
  );
});
test.afterAll(async () => {
  await restore?.();
  await fixture?.close();
});

/** Makes an agent by its form, as a person does; answers its name. Ends on the page that connects it. */
async function createAgent(owner: Page, up: Up, title: string): Promise<string> {
  await owner.goto(pageUrl(up, "/agents"));
  await owner.getByRole("button", { name: "New agent" }).first().click();
  const dialog = owner.getByRole("dialog", { name: "New agent" });
  await dialog.getByLabel("Title").fill(title);
  const name = await dialog.getByLabel("Name", { exact: true }).inputValue();
  await dialog.getByRole("button", { name: "Create agent and its first key" }).click();
  await owner.waitForURL(`**/agents/${name}?tab=connect`);
  return name;
}

/** The key in the snippets, while the page still knows it. */
async function keyOnPage(owner: Page): Promise<string> {
  const text = await owner.locator("figure.snippet pre").first().textContent();
  const [key] = /csk_[A-Za-z0-9_]+/.exec(text ?? "") ?? [];
  if (!key) throw new Error(`no key in: ${text}`);
  return key;
}

/** Does something with a client of its own, which is closed after. */
async function withAgent<T>(up: Up, key: string, work: (client: AgentClient) => Promise<T>): Promise<T> {
  const client = await connectAgent(KIND, `${up.gatewayUrl}/mcp`, key);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

async function isRefused(up: Up, key: string): Promise<boolean> {
  const response = await fetch(`${up.gatewayUrl}/mcp`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" }),
  });
  await response.text();
  return response.status === 401;
}

test("from making an agent to its first call seen live, by a real client", async ({ owner, up }) => {
  const start = performance.now();
  await createAgent(owner, up, newName("First call"));
  await expect(owner.getByText(/Waiting for the first call/)).toBeVisible();
  await expect(owner.getByRole("banner").getByRole("status").filter({ hasText: "Live" })).toBeVisible();
  const key = await keyOnPage(owner);

  const answer = await withAgent(up, key, (client) => client.call("demo__search_web", { query: "grippers" }));
  expect(answer.isError).toBe(false);
  const row = owner.locator("[data-record]").filter({ hasText: "demo.search_web" });
  await expect(row).toBeVisible({ timeout: 5_000 });
  await expect(row).toContainText("allowed");
  await expect(owner.getByText("decided by echo-for-all")).toBeVisible();
  expect(performance.now() - start).toBeLessThan(60_000);

  await owner.reload();
  await expect(owner.getByText(key)).toHaveCount(0);
  await expect(owner.locator("figure.snippet pre").first()).toContainText("$COUNTERSIGN_KEY");
});

test("the snippet for plain HTTP runs as it is copied", async ({ owner, up }) => {
  await createAgent(owner, up, newName("Plain http"));
  await owner.getByRole("tab", { name: "Plain HTTP" }).click();
  await expect(owner.getByText("Make one call")).toBeVisible();
  const [give = "", list = "", call = ""] = await owner.locator("figure.snippet pre").allTextContents();

  const listed = await run("bash", ["--norc", "-c", `${give}\n${list}`]);
  expect(listed.stdout).toContain("demo__search_web");
  const called = await run("bash", ["--norc", "-c", `${give}\n${call}`]);
  expect(called.stdout).toContain('"result"');
  await expect(owner.locator("[data-record]").first()).toBeVisible({ timeout: 5_000 });
});

test("a rotated key goes on through its overlap, and a revoked one ends at once", async ({ owner, up }) => {
  const name = await createAgent(owner, up, newName("Rotate"));
  const first = await keyOnPage(owner);
  await owner.getByRole("link", { name: "Keys", exact: true }).click();
  await owner.getByRole("button", { name: "Acts on First key" }).click();
  await owner.getByRole("menuitem", { name: /Rotate/ }).click();
  await owner.getByRole("dialog").getByRole("button", { name: "Rotate key" }).click();
  const second = await owner.getByRole("dialog", { name: "The new key" }).getByRole("textbox").inputValue();
  await owner.getByRole("button", { name: "I have copied it" }).click();
  expect(second).not.toBe(first);
  for (const key of [first, second]) {
    const answer = await withAgent(up, key, (client) => client.call("demo__search_web", { query: "overlap" }));
    expect(answer.isError).toBe(false);
  }
  await expect(owner.getByText(/^replaces /)).toBeVisible();

  const old = owner.locator("[data-row]").filter({ hasText: "replaced by" });
  await expect(old).toContainText("until");
  await old.getByRole("button", { name: "Acts on First key" }).click();
  await owner.getByRole("menuitem", { name: "Revoke" }).click();
  await owner.getByRole("dialog").getByRole("button", { name: "Revoke key" }).click();
  await expect(old.getByText("Revoked", { exact: true })).toBeVisible();
  expect(await isRefused(up, first)).toBe(true);
  const after = await withAgent(up, second, (client) => client.call("demo__search_web", { query: "after" }));
  expect(after.isError).toBe(false);
  expect(await (await management(up, `/agents/${name}`)).text()).not.toContain(second.slice(30));
});

test("the stop shows the call in flight, cuts it off, and lets go on again", async ({ owner, up }, info) => {
  const name = await createAgent(owner, up, newName("Stop me"));
  const key = await keyOnPage(owner);
  const hold = fixture.holdNext();
  const calling = withAgent(up, key, (client) => client.call(`${connection}__echo`, { text: "still out" }));
  await hold.arrived;

  await owner.getByRole("button", { name: /^Stop: / }).click();
  const dialog = owner.getByRole("dialog");
  await expect(dialog.getByText("1 call in flight")).toBeVisible();
  await expect(dialog.getByText(`${connection}.echo`)).toBeVisible();
  await dialog.getByRole("button", { name: /^Stop / }).click();
  await expect(dialog.getByText("Say why, for whoever finds it stopped.")).toBeVisible();
  await dialog.getByLabel("Reason").fill("Calls nobody can explain");
  await dialog.getByRole("button", { name: /^Stop / }).click();
  await expect(owner.getByText(/No call of this agent runs. Reason: Calls nobody can explain/)).toBeVisible();

  const answer = await calling;
  hold.release();
  expect(answer.isError).toBe(true);
  const refused = await withAgent(up, key, (client) => client.call("demo__search_web", { query: "no" })).catch(
    (error: unknown) => String(error),
  );
  expect(JSON.stringify(refused)).toMatch(/kill\.switch\.on|stopped/i);

  await owner.getByRole("button", { name: /^Let it go on: / }).click();
  await owner
    .getByRole("dialog")
    .getByRole("button", { name: /^Let .* go on$/ })
    .click();
  await expect(owner.getByText("No call of this agent runs.")).toHaveCount(0);
  const again = await withAgent(up, key, (client) => client.call("demo__search_web", { query: "again" }));
  expect(again.isError).toBe(false);
  await owner.goto(pageUrl(up, `/agents/${name}?tab=did`));
  await expect(owner.locator("[data-record]").filter({ hasText: `${connection}.echo` })).toBeVisible();

  await test.step("it may have run, so a person says what became of it", async () => {
    await owner.goto(pageUrl(up, "/approvals?tab=unknown"));
    const lost = owner.locator("[data-record]").filter({ hasText: `${connection}.echo` });
    await expect(lost).toHaveCount(1);
    await owner.getByRole("button", { name: "Say what became of it…" }).first().click();
    const asked = owner.getByRole("dialog", { name: "What became of this call?" });
    await asked.getByRole("button", { name: "Record it" }).click();
    await expect(asked.getByText("Say whether it ran.")).toBeVisible();
    await asked.getByText("It ran", { exact: true }).click();
    await expectGoodLooks(owner, { pictureIn: (place) => info.outputPath(`resolve, ${place}.png`) });
    await asked.getByLabel("How you know").fill("The service shows it.");
    await asked.getByRole("button", { name: "Record it" }).click();
    await expect(lost).toHaveCount(0);
    await owner.getByRole("button", { name: "Show those that are known by now" }).click();
    await expect(lost).toHaveCount(1);
    await expect(owner.getByText("Somebody found that it ran").first()).toBeVisible();
  });
});

test("tags decide what it may do, and the page says so at once", async ({ owner, up }) => {
  const name = await createAgent(owner, up, newName("Tagged"));
  await owner.goto(pageUrl(up, `/agents/${name}`));
  const lookup = owner.locator('[data-operation="demo.lookup_company"]');
  await expect(lookup).toHaveAttribute("data-outcome", "denied");
  await expect(owner.locator('[data-operation="demo.search_web"]')).toContainText("500 calls per day");

  await owner.getByRole("link", { name: "Settings", exact: true }).last().click();
  const tags = owner.getByLabel("Tags");
  await tags.fill("Not A Tag");
  await tags.press("Enter");
  await expect(owner.getByText(/is no tag/)).toBeVisible();
  await expect(tags).toHaveValue("Not A Tag");
  await tags.fill("partners");
  await tags.press("Enter");
  await owner.getByRole("button", { name: "Save changes" }).click();
  await expect(owner.getByText("Saved. It holds for the next call.").first()).toBeVisible();

  await owner.getByRole("link", { name: "May do" }).click();
  await expect(lookup).toHaveAttribute("data-outcome", "allowed_when");
  await expect(lookup).toContainText("allows it when domain is in the list icp_domains");
  await expect(lookup.getByRole("link", { name: "lookup-partners" })).toBeVisible();
});

test("a limit of its own holds for the next call, and a line that is none is said at its field", async ({
  owner,
  up,
}) => {
  const name = await createAgent(owner, up, newName("Bounded"));
  const key = await keyOnPage(owner);
  await owner.goto(pageUrl(up, `/agents/${name}?tab=settings`));
  const limits = owner.getByLabel("Limits, one a line");
  const save = owner.getByRole("button", { name: "Save limits" });
  await limits.fill("fifty calls a day");
  await save.click();
  await expect(owner.getByText(/is no part of a limit/)).toBeVisible();
  await expect(limits).toHaveValue("fifty calls a day");
  await limits.fill("calls: 1, per: day");
  await save.click();
  await expect(owner.getByText("Saved. They hold for the next call.").first()).toBeVisible();
  await withAgent(up, key, async (client) => {
    expect((await client.call("demo__search_web", { query: "one" })).decision).toBeUndefined();
    expect((await client.call("demo__search_web", { query: "two" })).decision?.code).toBe("limit.calls.reached");
  });
});

// What the server refuses shows in the console as well, so not on the page whose console must stay empty.
test("malformed input is said at its field, and nothing typed is lost", async ({
  page: owner,
  context,
  session,
  up,
}) => {
  await context.addCookies(session);
  await owner.goto(pageUrl(up, "/agents?new=true"));
  const dialog = owner.getByRole("dialog", { name: "New agent" });
  const submit = dialog.getByRole("button", { name: "Create agent and its first key" });
  await dialog.getByLabel("What it does").fill("Kept through every mistake");
  await submit.click();
  await expect(dialog.getByText("Give it a title people recognise.")).toBeVisible();
  await dialog.getByLabel("Title").fill("Sales research");
  await expect(dialog.getByLabel("Name", { exact: true })).toHaveValue("sales-research");
  await submit.click();
  await expect(dialog.getByText("There is an agent named sales-research already.")).toBeVisible();
  await dialog.getByLabel("Name", { exact: true }).fill("Not a name");
  await submit.click();
  await expect(dialog.getByText(/Lower-case letters, digits and hyphens/).first()).toBeVisible();
  await expect(dialog.getByLabel("What it does")).toHaveValue("Kept through every mistake");

  await owner.goto(pageUrl(up, "/agents/sales-research?tab=keys"));
  await owner.getByRole("button", { name: "Issue a key" }).click();
  const keyDialog = owner.getByRole("dialog");
  await keyDialog.getByLabel("Only from these addresses").fill("10.0.0.0/99");
  await keyDialog.getByLabel("Only from these addresses").press("Enter");
  await expect(keyDialog.getByText(/is no address or range/)).toBeVisible();
  await keyDialog.getByLabel("Only from these addresses").fill("10.0.0.0/8");
  await keyDialog.getByLabel("Expires").selectOption("date");
  await keyDialog.getByRole("button", { name: "Issue key" }).click();
  await expect(keyDialog.getByText("Choose the day it ends.")).toBeVisible();
  await keyDialog.getByLabel("Last day").fill("2020-01-01");
  await keyDialog.getByRole("button", { name: "Issue key" }).click();
  await expect(keyDialog.getByText("The expiry has to be in the future.")).toBeVisible();
});

test("an agent that doesn't exist is said to be missing", async ({ page, session, context, up }) => {
  await context.addCookies(session);
  await page.goto(pageUrl(up, "/agents/nobody-at-all"));
  await expect(page.getByText("There is no such agent in this organization.")).toBeVisible();
});
