import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { makePeopleOrganization, openAs, type PeopleOrganization } from "../platform/people-organization.ts";
import { expect, test } from "../platform/test.ts";

/** How soon another browser shows what changed, ms. */
const SOON = { timeout: 5_000 };

let people: PeopleOrganization;
test.beforeEach(async () => {
  people = await makePeopleOrganization();
});

// Each person has a browser of their own; none stays open for the next journey.
test.afterEach(async ({ browser }) => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});

const settings = (path = "") => `/o/${people.name}/settings${path}`;

test("a title is changed, and other open pages show it at once", async ({ browser, up }) => {
  const owner = await openAs(browser, up, { person: people.owner, path: settings() });
  const developer = await openAs(browser, up, { person: people.developer, path: settings() });
  await expect(developer.getByText("Live", { exact: true })).toBeVisible();
  await owner.getByLabel("Title").fill(" ");
  await owner.getByLabel("Time zone").click();
  await expect(owner.getByText("Enter what people call the organization.")).toBeVisible();
  await owner.getByLabel("Title").fill("People and Partners");
  await owner.getByLabel("Time zone").fill("zurich");
  await owner.getByRole("option", { name: /Europe\/Zurich/ }).click();
  await expect(owner.getByText("follow the new zone from the next call on")).toBeVisible();
  await owner.getByRole("button", { name: "Save changes" }).click();
  await expect(owner.getByText("Saved.", { exact: true }).first()).toBeVisible();
  await expect(developer.getByText("What holds for all of People and Partners.")).toBeVisible(SOON);
  await expect(developer.getByText("Europe/Zurich")).toBeVisible(SOON);
  await owner.reload();
  await expect(owner.getByLabel("Title")).toHaveValue("People and Partners");
});

test("a role and a removal hold at once in the other person's browser", async ({ browser, up }) => {
  const owner = await openAs(browser, up, { person: people.owner, path: settings("/members") });
  const developer = await openAs(browser, up, { person: people.developer, path: settings() });
  await expect(developer.getByRole("button", { name: /Stop all calls/ })).toBeVisible();
  await expect(developer.getByText("Live", { exact: true })).toBeVisible();

  const acts = owner.getByRole("button", { name: `Acts on ${people.developer.name}` });
  await acts.click();
  await owner.getByRole("menuitem", { name: "Change role…" }).click();
  await owner.getByRole("radio", { name: /^Auditor/ }).check();
  await expect(owner.getByText(/loses what only the present role may do/)).toBeVisible();
  await owner.getByRole("button", { name: "Change role", exact: true }).click();
  await expect(owner.getByRole("row", { name: new RegExp(people.developer.email) })).toContainText("Auditor");
  await expect(developer.getByRole("button", { name: /Stop all calls/ })).toBeHidden(SOON);

  await acts.click();
  await owner.getByRole("menuitem", { name: "Remove…" }).click();
  await owner.getByRole("button", { name: "Remove member" }).click();
  await expect(owner.getByRole("row", { name: new RegExp(people.developer.email) })).toBeHidden();
  await expect(developer.getByRole("heading", { name: /no longer a member of People Ltd/ })).toBeVisible(SOON);
  const response = await developer.goto(`${up.dashboardUrl}${settings()}`);
  expect(response?.status()).toBe(404);
});

test("the last owner can't step down, and the page says why", async ({ browser, up }) => {
  const owner = await openAs(browser, up, { person: people.owner, path: settings("/members") });
  await owner.getByRole("button", { name: `Acts on ${people.owner.name}` }).click();
  await owner.getByRole("menuitem", { name: "Change role…" }).click();
  await owner.getByRole("radio", { name: /^Admin/ }).check();
  await owner.getByRole("button", { name: "Change role", exact: true }).click();
  await expect(owner.getByRole("alert").filter({ hasText: "Make somebody else an owner first" })).toBeVisible();
});

test("somebody is invited by the page, and the invitation taken back", async ({ browser, up }) => {
  const owner = await openAs(browser, up, { person: people.owner, path: settings("/members") });
  await owner.getByRole("button", { name: "Invite somebody…" }).click();
  await owner.getByLabel("E-mail").fill("not an address");
  await owner.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(owner.getByText("Enter an e-mail address.")).toBeVisible();
  await expect(owner.getByLabel("E-mail")).toHaveValue("not an address");
  await owner.getByLabel("E-mail").fill(`new@${people.name}.test`);
  await owner.getByRole("radio", { name: /^Approver/ }).check();
  await owner.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(owner.getByRole("textbox", { name: "Link of the invitation" })).toHaveValue(/\/invite\//);
  await owner.getByRole("button", { name: "Done" }).click();
  const row = owner.getByRole("row", { name: new RegExp(`new@${people.name}.test`) });
  await expect(row).toContainText("Approver");
  await row.getByRole("button", { name: /Acts on the invitation/ }).click();
  await owner.getByRole("menuitem", { name: "Take back…" }).click();
  await owner.getByRole("button", { name: "Take back the invitation" }).click();
  await expect(row).toBeHidden();
});

test("a token is issued, used, and refused from its revocation on", async ({ browser, up }) => {
  const owner = await openAs(browser, up, { person: people.owner, path: settings("/tokens") });
  await owner.getByRole("button", { name: "Issue a token…" }).click();
  await owner.getByRole("button", { name: "Issue token" }).click();
  await expect(owner.getByText("Enter what the token is for.")).toBeVisible();
  await owner.getByLabel("What it is for").fill("Pipeline");
  await owner.getByRole("button", { name: "Issue token" }).click();
  const token = await owner.getByLabel("Token", { exact: true }).inputValue();
  expect(token).toMatch(/^csm_/);
  await owner.getByRole("button", { name: "I have copied it" }).click();
  const ask = () => fetch(`${up.dashboardUrl}/api/v1/organization`, { headers: { authorization: `Bearer ${token}` } });
  expect(await (await ask()).json()).toMatchObject({ name: people.name, role: "auditor" });
  expect(await owner.content()).not.toContain(token);
  await owner.getByRole("button", { name: "Revoke Pipeline" }).click();
  await owner.getByRole("button", { name: "Revoke token" }).click();
  await expect(owner.getByRole("row", { name: /Pipeline/ })).toContainText("Revoked");
  expect((await ask()).status).toBe(401);
});

test("a webhook's secret is shown once, signs a test, and the page says what became of it", async ({ browser, up }) => {
  const received: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];
  const receiver = createServer(async (request, response) => {
    received.push({ headers: request.headers, body: await text(request) });
    response.writeHead(received.length === 1 ? 500 : 204).end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  try {
    const owner = await openAs(browser, up, { person: people.owner, path: settings("/webhooks") });
    await owner.getByRole("button", { name: "Add a webhook…" }).click();
    await owner.getByLabel("Name").fill("Pager");
    await owner.getByLabel("Address").fill("https://192.168.0.1/hooks");
    await owner.getByRole("button", { name: "Add webhook" }).click();
    await expect(owner.getByText("Use lower-case letters, digits and hyphens")).toBeVisible();
    await owner.getByLabel("Name").fill("pager");
    await owner.getByRole("button", { name: "Add webhook" }).click();
    await expect(owner.getByText(/private address/)).toBeVisible();
    await expect(owner.getByLabel("Name")).toHaveValue("pager");
    await owner.getByLabel("Address").fill(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks`);
    await owner.getByRole("button", { name: "Add webhook" }).click();
    const secret = await owner.getByLabel("Secret", { exact: true }).inputValue();
    await owner.getByRole("button", { name: "I have copied it" }).click();
    expect(await owner.content()).not.toContain(secret);
    const row = owner.getByRole("row", { name: /pager/ });
    for (const told of ["Not taken: it answered 500", "Taken"]) {
      await row.getByRole("button", { name: "Acts on pager" }).click();
      await owner.getByRole("menuitem", { name: "Send a test" }).click();
      await expect(row.getByText(told, { exact: true })).toBeVisible();
    }
    const [first] = received;
    const { "webhook-id": id, "webhook-timestamp": at, "webhook-signature": signature } = first?.headers ?? {};
    const key = Buffer.from(secret.replace("whsec_", ""), "base64");
    const expected = createHmac("sha256", key).update(`${id}.${at}.${first?.body}`).digest("base64");
    expect(signature).toBe(`v1,${expected}`);
  } finally {
    receiver.closeAllConnections();
    receiver.close();
  }
});

test("the dashboard can be installed, and a device is told of approvals until its person says no @notified", async ({
  browser,
  up,
}) => {
  const page = await openAs(browser, up, { person: people.owner, path: "/account" });
  const manifest = await page.locator("link[rel=manifest]").getAttribute("href");
  const found = await page.request.get(`${up.dashboardUrl}${manifest}`);
  const { icons, start_url: start, display } = await found.json();
  expect([start, display]).toEqual(["/", "standalone"]);
  for (const { src } of icons) expect((await page.request.get(`${up.dashboardUrl}${src}`)).status()).toBe(200);

  const notifications = page.locator("#notifications");
  await page.context().clearPermissions();
  await page.context().grantPermissions(["notifications"]);
  await page.addInitScript(FAKE_PUSH_SERVICE);
  await page.reload();
  await expect(notifications.getByText("Not told on this device.")).toBeVisible();
  await notifications.getByRole("button", { name: "Turn on for People Ltd" }).click();
  await expect(notifications.getByText("Told on this device.", { exact: true })).toBeVisible();
  await expect(notifications.getByText("This one", { exact: true })).toBeVisible();
  const scope = await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.scriptURL);
  expect(scope).toBe(`${up.dashboardUrl}/sw.js`);
  await notifications.getByRole("button", { name: /^Turn off on/ }).click();
  await expect(notifications.getByText("Not told on this device.")).toBeVisible();
  await page.goto(`${up.dashboardUrl}/o/${people.name}/approvals`);
  await expect(page.getByText("Be told on this device when something waits for you.")).toBeVisible();
  await page.getByRole("button", { name: "Not here" }).click();
  await expect(page.getByText("Be told on this device when something waits for you.")).toBeHidden();
});

/** A browser without its vendor's push service gets one that hands out an address nobody listens at. */
const FAKE_PUSH_SERVICE = `{
  let own = null;
  const keys = { p256dh: "B" + "A".repeat(86), auth: "A".repeat(22) };
  const endpoint = "https://push.test.invalid/" + location.host;
  const bytesOf = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));
  PushManager.prototype.getSubscription = async () => own;
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => (own = {
    endpoint,
    options: { applicationServerKey: bytesOf(applicationServerKey).buffer },
    toJSON: () => ({ endpoint, keys }),
    unsubscribe: async () => { own = null; return true; },
  });
}`;

test("a session ended from another browser is over there, and its page says so", async ({ browser, up }) => {
  const first = await openAs(browser, up, { person: people.owner, path: "/account" });
  const second = await openAs(browser, up, { person: people.owner, path: settings() });
  await expect(second.getByText("Live", { exact: true })).toBeVisible();
  await first.reload();
  await expect(first.getByRole("row", { name: /This one/ })).toBeVisible();
  await first.getByRole("button", { name: /^End the session of/ }).click();
  await first.getByRole("button", { name: "End session", exact: true }).click();
  await expect(second.getByRole("heading", { name: "You are signed out" })).toBeVisible(SOON);
  await second.goto(`${up.dashboardUrl}/account`);
  await second.waitForURL(/\/sign-in\?next=/);
});

test("a wrong present password is told at its field, and a new one signs in", async ({ browser, up }) => {
  const page = await openAs(browser, up, { person: people.owner, path: "/account" });
  await page.getByLabel("Current password").fill("certainly not it");
  await page.getByLabel("New password", { exact: true }).fill("an even longer password");
  await page.getByLabel("New password again").fill("an even longer password");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("This isn't your current password")).toBeVisible();
  await expect(page.getByLabel("New password", { exact: true })).toHaveValue("an even longer password");
  await page.getByLabel("Current password").fill(people.owner.password);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText(/The password is changed/).first()).toBeVisible();
  const owner = { ...people.owner, password: "an even longer password" };
  await openAs(browser, up, { person: owner, path: settings() });
});
