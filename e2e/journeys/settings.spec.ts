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
