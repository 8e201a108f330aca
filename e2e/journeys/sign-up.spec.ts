import type { BrowserContext, Page } from "@playwright/test";
import { z } from "zod";
import { mailedLink } from "../platform/mailbox.ts";
import { expect, pageUrl, test } from "../platform/test.ts";
import type { Up } from "../platform/up-file.ts";

const PASSWORD = "a sentence nobody would guess";

/** An address nobody has used before. */
const newAddress = (name: string) => `${name}-${Date.now().toString(36)}@people.test`;

async function askForLink(page: Page, up: Up, path: string, email: string): Promise<void> {
  await page.goto(`${up.dashboardUrl}${path}`);
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "Mail me a link" }).click();
  await expect(page.getByText("A mail is on its way to")).toBeVisible();
}

/** Signs up by mail and founds an organization; the page ends on its overview. */
async function signUpAndFound(page: Page, up: Up, email: string, title: string): Promise<string> {
  await askForLink(page, up, "/sign-up", email);
  await page.goto(await mailedLink(up, email, "Create your Countersign account"));
  await page.getByLabel("Your name").fill("Nora Lund");
  await page.getByLabel("Password (optional)").fill(PASSWORD);
  await page.getByRole("button", { name: "Create your account" }).click();
  await page.waitForURL("**/new");
  await page.getByLabel("Title").fill(title);
  const name = await page.getByLabel("Name", { exact: true }).inputValue();
  await page.getByRole("button", { name: "Create the organization" }).click();
  await page.waitForURL(`**/o/${name}`);
  return name;
}

async function sessionOf(context: BrowserContext): Promise<string | undefined> {
  return (await context.cookies()).find((cookie) => cookie.name === "countersign-session")?.value;
}

const membersSchema = z.object({
  result: z.object({ data: z.object({ members: z.array(z.object({ id: z.string(), email: z.string() })) }) }),
});

/** Gives a member another role, as the person whose page it is. */
async function changeRole(
  page: Page,
  up: Up,
  change: { readonly organization: string; readonly email: string; readonly role: string },
): Promise<void> {
  const { organization, email, role } = change;
  const input = encodeURIComponent(JSON.stringify({ organization }));
  const answer = await page.request.get(`${up.dashboardUrl}/api/trpc/members.list?input=${input}`);
  const { members } = membersSchema.parse(await answer.json()).result.data;
  const id = members.find((member) => member.email === email)?.id;
  const changed = await page.request.post(`${up.dashboardUrl}/api/trpc/members.changeRole`, {
    headers: { origin: up.dashboardUrl },
    data: { organization, id, role },
  });
  expect(changed.ok()).toBe(true);
}

test("somebody signs up by mail, founds an organization and lands in it; the link works once", async ({ page, up }) => {
  const email = newAddress("nora");
  const title = `Lund ${Date.now().toString(36)}`;
  const name = await signUpAndFound(page, up, email, title);
  expect(name).toBe(title.toLowerCase().replace(" ", "-"));
  await page.goto(await mailedLink(up, email, "Create your Countersign account"));
  await expect(page.getByRole("heading", { name: "This link no longer works" })).toBeVisible();
  await page.goto(up.dashboardUrl);
  await page.waitForURL(`**/o/${name}`);
});

test("an invited person joins from their own browser, and the link is then worth nothing", async ({
  browser,
  up,
  page,
}) => {
  const owner = newAddress("olivia");
  const name = await signUpAndFound(page, up, owner, `Invite ${Date.now().toString(36)}`);
  const invited = newAddress("ivan");
  const answer = await page.request.post(`${up.dashboardUrl}/api/trpc/invitations.create`, {
    headers: { origin: up.dashboardUrl },
    data: { organization: name, email: invited, role: "developer" },
  });
  expect(answer.ok()).toBe(true);
  const link = await mailedLink(up, invited, /^Join /);
  const other = await browser.newContext();
  const theirs = await other.newPage();
  // What mail scanners do changes nothing.
  for (let round = 0; round < 3; round += 1) await theirs.request.get(link);
  await theirs.goto(link);
  await expect(theirs.getByText(invited)).toBeVisible();
  await theirs.getByLabel("Your name").fill("Ivan");
  await theirs.getByRole("button", { name: /^Join / }).click();
  await theirs.waitForURL(`**/o/${name}`);
  await theirs.goto(link);
  await expect(theirs.getByRole("heading", { name: "This invitation was accepted" })).toBeVisible();
  await changeRole(page, up, { organization: name, email: invited, role: "admin" });
  // Another role, another token: the next page brings it, and the old one is soon worth nothing.
  const before = await sessionOf(other);
  await theirs.goto(`${up.dashboardUrl}/o/${name}`);
  await expect.poll(() => sessionOf(other)).not.toBe(before);
  await theirs.reload();
  await theirs.waitForURL(`**/o/${name}`);
  await other.close();
});

test("whoever is signed in as somebody else is told so, and may switch", async ({ browser, up, owner }) => {
  const invited = newAddress("wanda");
  const answer = await owner.request.post(`${up.dashboardUrl}/api/trpc/invitations.create`, {
    headers: { origin: up.dashboardUrl },
    data: { organization: up.organization.name, email: invited, role: "auditor" },
  });
  expect(answer.ok()).toBe(true);
  const context = await browser.newContext();
  const page = await context.newPage();
  await signUpAndFound(page, up, newAddress("somebody"), `Else ${Date.now().toString(36)}`);
  await page.goto(await mailedLink(up, invited, /^Join /));
  await expect(page.getByText("You are signed in as")).toBeVisible();
  await page.getByRole("button", { name: "Sign out and go on" }).click();
  await page.getByLabel("Your name").fill("Wanda");
  await page.getByRole("button", { name: /^Join / }).click();
  await page.waitForURL(`**/o/${up.organization.name}`);
  await context.close();
});

test("a forgotten password is replaced by mail, and signs out everywhere else", async ({ browser, up, page }) => {
  const email = newAddress("petra");
  const name = await signUpAndFound(page, up, email, `Petra ${Date.now().toString(36)}`);
  const elsewhere = await browser.newContext();
  const fresh = await elsewhere.newPage();
  await askForLink(fresh, up, "/sign-in/forgot", email);
  const link = await mailedLink(up, email, "Set a new Countersign password");
  await fresh.goto(link);
  await fresh.getByLabel("New password").fill("short");
  await fresh.getByLabel("The same again").fill("other");
  await fresh.getByRole("button", { name: "Set the password and sign in" }).click();
  await expect(fresh.getByText("A password has at least 12 characters.")).toBeVisible();
  await fresh.getByLabel("New password").fill("another sentence nobody guesses");
  await fresh.getByLabel("The same again").fill("another sentence nobody guesses");
  await fresh.getByRole("button", { name: "Set the password and sign in" }).click();
  await fresh.waitForURL(`**/o/${name}`);
  await page.goto(`${up.dashboardUrl}/o/${name}`);
  await page.waitForURL("**/sign-in?next=*");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "password" })).toBeVisible();
  await page.getByLabel("Password").fill("another sentence nobody guesses");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`**/o/${name}`);
  await elsewhere.close();
});

test("a link signs in without a password and leads back to where the person was going", async ({ page, up }) => {
  await page.goto(pageUrl(up, "/audit?outcome=denied"));
  await page.getByRole("link", { name: "Have a link mailed to you instead" }).click();
  // The page before has an address field too.
  await expect(page.getByRole("heading", { name: "Sign in by e-mail" })).toBeVisible();
  await page.getByLabel("E-mail").fill(up.login.email);
  await page.getByRole("button", { name: "Mail me a link" }).click();
  await expect(page.getByText("A mail is on its way to")).toBeVisible();
  const link = await mailedLink(up, up.login.email, "Sign in to Countersign");
  await page.goto(link);
  await page.getByRole("button", { name: `Sign in as ${up.login.email}` }).click();
  await page.waitForURL("**/audit?outcome=denied");
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "This link no longer works" })).toBeVisible();
});

test("known and unknown addresses get the same page, and only the mailbox tells them apart", async ({ page, up }) => {
  const unknown = newAddress("unknown");
  const words: string[] = [];
  for (const email of [up.login.email, unknown]) {
    await askForLink(page, up, "/sign-in/forgot", email);
    words.push(((await page.getByRole("status").first().textContent()) ?? "").replace(email, "it"));
  }
  expect(words[0]).toBe(words[1]);
  await mailedLink(up, unknown, "Create your Countersign account");
});
