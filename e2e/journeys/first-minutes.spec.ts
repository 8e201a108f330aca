import { type FixtureMcpServer, startFixtureMcpServer } from "@countersign/testkit";
import type { Page } from "@playwright/test";
import { type AgentClient, connectAgent } from "../platform/agent-clients.ts";
import { mailedLink } from "../platform/mailbox.ts";
import { expect, test } from "../platform/test.ts";
import type { Up } from "../platform/up-file.ts";

const PASSWORD = "a sentence nobody would guess";
/** What the product promises for the way from the first page to a governed call. */
const FIRST_CALL_MS = 60_000;

let server: FixtureMcpServer;
test.beforeAll(async () => {
  server = await startFixtureMcpServer();
});
test.afterAll(async () => server?.close());

test("from signing up to a governed call in under a minute; a colleague joins; a changed rule holds for the next call", async ({
  browser,
  page,
  up,
}, info) => {
  test.setTimeout(180_000);
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`${message.text()} ${message.location().url}`);
  });
  const started = performance.now();
  const title = `Minutes ${Date.now().toString(36)}`;
  const name = await signUpAndFound(page, up, `mina-${Date.now().toString(36)}@people.test`, title);
  const home = `${up.dashboardUrl}/o/${name}`;
  let client: AgentClient | undefined;

  try {
    const key = await test.step("an agent and its key", () => makeAgent(page, home));
    await test.step("a server is connected and started safe", () => connectSafely(page, home, server.url));
    client = await test.step("the first call is seen live", async () => {
      await page.goto(`${home}/agents/scout?tab=connect`);
      await expect(page.getByText(/Waiting for the first call/)).toBeVisible();
      await expect(page.getByRole("banner").getByRole("status").filter({ hasText: "Live" })).toBeVisible();
      const connected = await connectAgent("SDK v2, 2026-07-28", `${up.gatewayUrl}/mcp`, key);
      expect((await connected.call("tools__echo", { text: "hello" })).text).toContain("hello");
      await expect(page.locator("[data-record]").filter({ hasText: "tools.echo" })).toContainText("allowed");
      return connected;
    });
    const took = performance.now() - started;
    info.annotations.push({
      type: "from signing up to the first governed call",
      description: `${Math.round(took)} ms`,
    });
    expect(took).toBeLessThan(FIRST_CALL_MS);

    await test.step("a colleague is invited and joins", async () => {
      const email = `colin-${Date.now().toString(36)}@people.test`;
      await invite(page, home, email);
      const context = await browser.newContext();
      const theirs = await context.newPage();
      await theirs.goto(await mailedLink(up, email, /^Join /));
      await theirs.getByLabel("Your name").fill("Colin");
      await theirs.getByRole("button", { name: /^Join / }).click();
      await theirs.waitForURL(`**/o/${name}`);
      await context.close();
    });

    await test.step("a changed rule holds for the very next call", async () => {
      await allowLess(page, home);
      const denied = await client?.call("tools__echo", { text: "hello" });
      expect(denied?.decision?.code).toBe("policy.rule.denied");
      expect(denied?.text).toContain("tools-reads");
    });
  } finally {
    await client?.close();
  }
  expect(complaints, "the browser's console stays empty").toEqual([]);
});

async function signUpAndFound(page: Page, up: Up, email: string, title: string): Promise<string> {
  await page.goto(`${up.dashboardUrl}/sign-up`);
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "Mail me a link" }).click();
  await expect(page.getByText("A mail is on its way to")).toBeVisible();
  await page.goto(await mailedLink(up, email, "Create your Countersign account"));
  await page.getByLabel("Your name").fill("Mina Okafor");
  await page.getByLabel("Password (optional)").fill(PASSWORD);
  await page.getByRole("button", { name: "Create your account" }).click();
  await page.waitForURL("**/new");
  await page.getByLabel("Title").fill(title);
  const name = await page.getByLabel("Name", { exact: true }).inputValue();
  await page.getByRole("button", { name: "Create the organization" }).click();
  await page.waitForURL(`**/o/${name}`);
  return name;
}

/** Makes the agent `scout` by its form; returns the key, which only this page ever shows. */
async function makeAgent(page: Page, home: string): Promise<string> {
  await page.goto(`${home}/agents`);
  await page.getByRole("button", { name: "New agent" }).first().click();
  const dialog = page.getByRole("dialog", { name: "New agent" });
  await dialog.getByLabel("Title").fill("Scout");
  await dialog.getByRole("button", { name: "Create agent and its first key" }).click();
  await page.waitForURL("**/agents/scout?tab=connect");
  const snippet = await page.locator("figure.snippet pre").first().textContent();
  const [key] = /csk_[A-Za-z0-9_]+/.exec(snippet ?? "") ?? [];
  if (!key) throw new Error("the page shows no key");
  return key;
}

/** Connects the server as `tools` and publishes the suggested rules for the agent. */
async function connectSafely(page: Page, home: string, url: string): Promise<void> {
  await page.goto(`${home}/connections/new`);
  await page.getByRole("textbox", { name: "Address" }).fill(url);
  await page.getByRole("textbox", { name: "Title" }).fill("Tools");
  await page.getByRole("button", { name: "Connect" }).click();
  await expect(page.getByRole("row", { name: /echo/ })).toContainText("Allow");
  await page.getByRole("link", { name: "Start safe" }).click();
  await page.getByRole("checkbox", { name: /Scout/ }).check();
  await page.getByRole("button", { name: "Publish version 1" }).click();
  await expect(page.getByText("Version 1 is in force").first()).toBeVisible();
}

async function invite(page: Page, home: string, email: string): Promise<void> {
  await page.goto(`${home}/settings/members`);
  await page
    .getByRole("button", { name: /^Invite/ })
    .first()
    .click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("E-mail").fill(email);
  await dialog.getByRole("button", { name: /^Invite/ }).click();
  await expect(page.getByText(email).first()).toBeVisible();
}

/** Turns the rule that allows reads into one that denies them, as a person does in the editor. */
async function allowLess(page: Page, home: string): Promise<void> {
  await page.goto(`${home}/rules`);
  const line = page.locator(".cm-line").filter({ hasText: "effect: allow" }).first();
  await line.click();
  await page.keyboard.press("End");
  for (let at = 0; at < "allow".length; at += 1) await page.keyboard.press("Backspace");
  await page.keyboard.insertText("deny");
  await expect(page.getByText("Draft saved")).toBeVisible();
  await page.getByRole("button", { name: "Publish version 2" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("What changed, and why").fill("No reads for now");
  await dialog.getByRole("button", { name: "Publish version 2" }).click();
  await expect(page.getByText("Version 2 is in force").first()).toBeVisible();
}
