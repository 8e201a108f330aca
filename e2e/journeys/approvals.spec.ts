import { type FakeSlack, startFakeSlack } from "@countersign/testkit";
import type { Page } from "@playwright/test";
import { z } from "zod";
import { CLIENTS } from "../platform/agent-clients.ts";
import { expectGoodLooks } from "../platform/looks.ts";
import { mailedText } from "../platform/mailbox.ts";
import { changePolicy, end } from "../platform/management-api.ts";
import { expect, pageUrl, signIn, test } from "../platform/test.ts";
import type { Up } from "../platform/up-file.ts";

/** A mail that no other test sends. */
function newMail() {
  const id = crypto.randomUUID();
  return { to: `ann.${id}@partner.org`, subject: `Samples ${id}`, body: "Two sample grippers are on their way." };
}

/** Opens the one waiting approval of a mail. */
async function openApproval(
  owner: Page,
  up: Up,
  mail: { readonly to: string; readonly subject: string },
): Promise<void> {
  await owner.goto(pageUrl(up, "/approvals"));
  await owner.locator("[data-record]").filter({ hasText: mail.to }).click();
  await expect(owner.getByText(mail.subject, { exact: true })).toBeVisible();
}

for (const kind of CLIENTS) {
  test(`${kind}: an approved mail is sent exactly once`, async ({ agent, owner, up }) => {
    const mail = newMail();
    const client = await agent(kind);
    const calling = client.call("demo__send_email", mail);
    await openApproval(owner, up, mail);
    await expect(owner.getByRole("heading", { level: 1 })).toHaveText(
      `Sales research asks to send an e-mail to ${mail.to}.`,
    );
    await expect(owner.getByText("Slack is not connected, so nobody was told there.")).toBeVisible();
    await owner.getByRole("button", { name: "Approve" }).click();
    await expect(owner.getByText("It ran once and succeeded.")).toBeVisible();

    const answer = await calling;
    expect(answer.isError).toBe(false);

    await owner.getByRole("link", { name: "The record of the call" }).click();
    await expect(owner.getByText("A person was asked")).toBeVisible();

    await owner.goto(up.mailUrl);
    await expect(owner.getByRole("heading", { name: mail.subject })).toHaveCount(1);
  });

  test(`${kind}: a denied mail is not sent, and the agent is told why`, async ({ agent, owner, up }) => {
    const mail = newMail();
    const client = await agent(kind);
    const calling = client.call("demo__send_email", mail);
    await openApproval(owner, up, mail);
    // As a notification's button leads there.
    await owner.goto(`${owner.url()}?act=deny`);
    await owner.getByLabel("Reason").fill("Ann asked us to call instead.");
    await owner.getByRole("button", { name: "Deny this call" }).click();
    await expect(owner.getByText("It did not run.")).toBeVisible();

    const answer = await calling;
    expect(answer.isError).toBe(true);
    expect(answer.text).toContain("Ann asked us to call instead.");

    await owner.getByRole("link", { name: "Its records" }).click();
    await expect(owner.locator("[data-record]").filter({ hasText: "denied by" })).toHaveCount(1);
    await expect(owner.locator("[data-record]").filter({ hasText: mail.to })).toContainText("denied");
    await owner.goto(up.mailUrl);
    await expect(owner.getByRole("heading", { name: "Mail", exact: true })).toBeVisible();
    await expect(owner.getByText(mail.subject)).toHaveCount(0);
  });
}

test("an approval that nobody decides expires; the mail is not sent", async ({ agent, owner, up }) => {
  const restore = await changePolicy(up, (source) => source.replace("expires: 30m", "expires: 3s"));
  try {
    const mail = newMail();
    const answer = await (await agent("SDK v2, 2026-07-28")).call("demo__send_email", mail);
    expect(answer.isError).toBe(true);
    expect(answer.decision?.code).toBe("approval.request.expired");

    await owner.goto(pageUrl(up, "/approvals?tab=decided"));
    const row = owner.locator("[data-record]").filter({ hasText: mail.to });
    await expect(row).toContainText("expired");
    await row.click();
    await owner.getByRole("link", { name: "Its records" }).click();
    await expect(owner.locator("[data-record]").filter({ hasText: mail.to })).toContainText("expired");
    await owner.goto(up.mailUrl);
    await expect(owner.getByText(mail.subject)).toHaveCount(0);
  } finally {
    await restore();
  }
});

test("an approval is decided by keyboard, and the inbox empties by itself elsewhere", async ({
  agent,
  owner,
  up,
  context,
}) => {
  const mail = newMail();
  const calling = (await agent("SDK v1, 2025-11-25")).call("demo__send_email", mail);
  await openApproval(owner, up, mail);
  const elsewhere = await context.newPage();
  await elsewhere.goto(pageUrl(up, "/approvals"));
  const waiting = elsewhere.locator("[data-record]").filter({ hasText: mail.to });
  await expect(waiting).toBeVisible();
  await owner.keyboard.press("a");
  await expect(owner.getByText("It ran once and succeeded.")).toBeVisible();
  await expect(waiting).toHaveCount(0);
  expect((await calling).isError).toBe(false);
});

test("several calls are denied together with one reason, and each agent is told", async ({ agent, owner, up }) => {
  const mails = [newMail(), newMail(), newMail()] as const;
  const client = await agent("SDK v2, 2026-07-28");
  const calls = mails.map((mail) => client.call("demo__send_email", mail));
  await owner.goto(pageUrl(up, "/approvals"));
  const rowOf = ({ to }: (typeof mails)[number]) => owner.locator("[data-record]").filter({ hasText: to });
  for (const mail of mails) await expect(rowOf(mail)).toHaveCount(1);
  await rowOf(mails[0]).getByRole("checkbox").check();
  await owner.keyboard.press("j");
  await rowOf(mails[1]).getByRole("link").focus();
  await owner.keyboard.press("x");
  await expect(owner.getByText("2 selected")).toBeVisible();
  await owner.keyboard.press("d");
  await owner.getByLabel("Reason").fill("Not today.");
  await owner.getByRole("button", { name: "Deny 2 calls" }).click();
  await expect(owner.getByText("2 of 2 denied")).toBeVisible();
  const [first, second] = await Promise.all(calls.slice(0, 2));
  for (const answer of [first, second]) expect(answer?.text).toContain("Not today.");
  await openApproval(owner, up, mails[2]);
  await owner.getByRole("tab", { name: "Before" }).click();
  await expect(owner.locator("[data-record]").filter({ hasText: mails[0].to })).toContainText("denied");
  await owner.keyboard.press("d");
  await owner.getByLabel("Reason").fill("Not today either.");
  await owner.getByRole("button", { name: "Deny this call" }).click();
  expect((await calls[2])?.isError).toBe(true);
});

test("an approver changes a mail before it is sent, and exactly the changed one is", async ({
  agent,
  owner,
  up,
}, info) => {
  const restore = await changePolicy(up, (source) =>
    source.replace("expires: 30m", "expires: 30m\n      allow_edit: true"),
  );
  try {
    const mail = newMail();
    const calling = (await agent("SDK v2, 2026-07-28")).call("demo__send_email", mail);
    await openApproval(owner, up, mail);
    await owner.keyboard.press("e");
    const dialog = owner.getByRole("dialog", { name: "Approve with changes" });
    await dialog.getByLabel("Subject").fill(`Changed: ${mail.subject}`);
    await expectGoodLooks(owner, { pictureIn: (place) => info.outputPath(`edit, ${place}.png`) });
    await dialog.getByRole("switch").click();
    await dialog.getByRole("textbox", { name: "Arguments" }).fill("{");
    await dialog.getByRole("button", { name: "Approve with these changes" }).click();
    await expect(dialog.getByText(/This isn't JSON/)).toBeVisible();
    const changed = { ...mail, subject: `Changed: ${mail.subject}` };
    await dialog.getByRole("textbox", { name: "Arguments" }).fill(JSON.stringify(changed));
    await dialog.getByRole("button", { name: "Approve with these changes" }).click();
    await expect(owner.getByText("It ran once and succeeded.")).toBeVisible();
    await expect(owner.getByRole("heading", { name: "Changed since the agent asked" })).toBeVisible();
    expect((await calling).isError).toBe(false);
    await owner.goto(up.mailUrl);
    await expect(owner.getByRole("heading", { name: changed.subject, exact: true })).toHaveCount(1);
    await expect(owner.getByRole("heading", { name: mail.subject, exact: true })).toHaveCount(0);
  } finally {
    await restore();
  }
});

test("an approver lets further mails to one address through, sees what was used, and takes it back", async ({
  agent,
  owner,
  up,
}, info) => {
  const vary = "expires: 30m\n      grant: { vary: [subject, body] }";
  const restore = await changePolicy(up, (source) => source.replace("expires: 30m", vary));
  try {
    const mail = newMail();
    const client = await agent("SDK v2, 2026-07-28");
    const calling = client.call("demo__send_email", mail);
    await openApproval(owner, up, mail);
    await owner.keyboard.press("g");
    await expect(owner.getByText("May differ: body, subject.")).toBeVisible();
    await owner.getByLabel("Further calls", { exact: true }).selectOption("at most 5");
    await expectGoodLooks(owner, { pictureIn: (place) => info.outputPath(`grant, ${place}.png`) });
    await owner.getByRole("button", { name: "Approve and grant" }).click();
    expect((await calling).isError).toBe(false);

    const second = await client.call("demo__send_email", { ...mail, subject: `Again ${mail.subject}` });
    expect(second.isError).toBe(false);
    await owner.goto(pageUrl(up, "/approvals?tab=grants"));
    await expect(owner.getByText("1 of 5 used")).toBeVisible();
    await expectGoodLooks(owner, { pictureIn: (place) => info.outputPath(`grants, ${place}.png`) });
    await owner.getByRole("button", { name: "Take it back" }).click();
    await owner.getByRole("button", { name: "Take it back", exact: true }).click();
    await expect(owner.getByText("taken back", { exact: true })).toBeVisible();

    const again = { ...mail, subject: `Once more ${mail.subject}` };
    const third = client.call("demo__send_email", again);
    await openApproval(owner, up, again);
    await owner.keyboard.press("d");
    await owner.getByLabel("Reason").fill("Enough.");
    await owner.getByRole("button", { name: "Deny this call" }).click();
    expect((await third).isError).toBe(true);
    await owner.goto(up.mailUrl);
    await expect(owner.getByRole("heading", { name: mail.subject })).toHaveCount(2);
  } finally {
    await restore();
  }
});

/** Programs that open the links of mails before people do, as they say who they are. */
const SCANNERS: readonly Readonly<Record<string, string>>[] = [
  { "user-agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36; Microsoft SafeLinks" },
  { "user-agent": "Mimecast URL Protection", "x-mimecast-scan": "1" },
  { "user-agent": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)" },
  { "user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1)", purpose: "prefetch", "sec-purpose": "prefetch;prerender" },
  { "user-agent": "Barracuda Sentinel (EE)", "x-moz": "prefetch" },
  { "user-agent": "WhatsApp/2.23", range: "bytes=0-65535" },
];

test("P31: an approval is decided from its mail, by no scanner: after sign-in, and without where the group opted in", async ({
  agent,
  browser,
  owner,
  up,
}, info) => {
  const restore = await changePolicy(up, (source) =>
    source
      .replace(
        "rules:",
        "approvers:\n  sales: { members: [role:owner], notify: ['email:members'], email_links: true }\n\nrules:",
      )
      .replace("by: [role:admin, role:owner]", "by: [sales]")
      .replace("rules:", "prices: { demo.send_email: $0 }\n\nrules:"),
  );
  const client = await agent("SDK v2, 2026-07-28");
  const signedOut = await browser.newContext();
  try {
    const mail = newMail();
    const calling = client.call("demo__send_email", mail);
    const text = await mailedText(up, up.login.email, mail.to);
    expect(text, "what leaves the organization is decided signed in").not.toContain("/decide/");
    await owner.goto(/https?:\S+\/approvals\/\S+/.exec(text)?.[0] ?? "");
    await owner.getByRole("button", { name: "Approve" }).click();
    await expect(owner.getByText("It ran once and succeeded.")).toBeVisible();
    expect((await calling).isError).toBe(false);

    await classSendEmail(owner, up, "write");
    const second = newMail();
    const waiting = client.call("demo__send_email", second);
    const asked = await mailedText(up, up.login.email, second.to);
    const link = /https?:\S+\/decide\/\S+/.exec(asked)?.[0] ?? "";
    const looking = SCANNERS.flatMap((headers) =>
      ["GET", "HEAD", "OPTIONS"].map(async (method) => (await fetch(link, { method, headers })).arrayBuffer()),
    );
    await Promise.all(looking);
    const page = await signedOut.newPage();
    await page.goto(link);
    await expect(page.getByText(second.subject, { exact: true }), "no scanner decided it").toBeVisible();
    await expectGoodLooks(page, { pictureIn: (place) => info.outputPath(`decide, ${place}.png`), fullPage: true });
    await page.getByRole("button", { name: "Approve" }).click();
    await expect(page.getByText("The call may run once.")).toBeVisible();
    expect((await waiting).isError).toBe(false);
    await page.goto(link);
    await expect(page.getByRole("heading", { name: "This link no longer works" })).toBeVisible();
    await page.goto(`${up.dashboardUrl}/decide/apl_never`);
    await expect(page.getByRole("heading", { name: "This link no longer works" })).toBeVisible();

    await owner.goto(/https?:\S+\/approvals\/\S+/.exec(asked)?.[0] ?? "");
    await expect(owner.getByText("by link, person not verified")).toBeVisible();
    await owner.goto(up.mailUrl);
    for (const { subject } of [mail, second]) {
      await expect(owner.getByRole("heading", { name: subject })).toHaveCount(1);
    }
  } finally {
    await signedOut.close();
    await classSendEmail(owner, up, null);
    await restore();
  }
});

test("in Slack an approval is decided, changed and granted for an hour, each as on its page", async ({
  agent,
  owner,
  up,
}) => {
  const more = "expires: 30m\n      allow_edit: true\n      grant: { vary: [subject, body] }";
  const restore = await changePolicy(up, (source) => source.replace("expires: 30m", more));
  const { port, ...app } = up.slack;
  const slack = await startFakeSlack({
    port,
    channels: ["agent-approvals", "general"],
    app: { ...app, appId: "A0FAKE", requestUrl: `${up.workerUrl}/slack/interactions` },
  });
  try {
    await owner.goto(pageUrl(up, "/settings/slack"));
    await owner.getByRole("button", { name: "Connect Slack" }).click();
    await owner.getByRole("button", { name: "Connect", exact: true }).click();
    await expect(owner.getByText("No account yet")).toBeVisible();
    await owner.getByLabel("Find a channel").fill("approv");
    await expect(owner.getByRole("listitem").filter({ hasText: "#agent-approvals" })).toBeVisible();
    await expect(owner.getByText("#general")).toHaveCount(0);

    const mail = newMail();
    const client = await agent("SDK v2, 2026-07-28");
    const calling = client.call("demo__send_email", mail);
    const asked = await postedInSlack(slack, mail.to);
    await slack.press("U0OLIVIA", asked, "approve");
    await expect.poll(() => slack.ephemerals().length, "who isn't known is shown how to be").toBe(1);
    await owner.goto(/https?:\S+/.exec(slack.ephemerals()[0]?.text ?? "")?.[0] ?? "");
    await owner.getByRole("button", { name: "This account is mine: link it" }).click();
    await expect(owner.getByRole("heading", { name: "Your Slack account is linked" })).toBeVisible();
    await slack.press("U0OLIVIA", asked, "approve");

    expect((await calling).isError).toBe(false);
    await expect.poll(() => slack.messages().find(({ ts }) => ts === asked.ts)?.text).toMatch(/ ran$/);
    expect(slack.messages().filter(({ blocks }) => JSON.stringify(blocks).includes(mail.to))).toHaveLength(1);

    const second = newMail();
    const changing = client.call("demo__send_email", second);
    await slack.press("U0OLIVIA", await postedInSlack(slack, second.to), "change");
    await expect.poll(() => slack.views().length).toBe(1);
    await slack.submit("U0OLIVIA", slack.views()[0]?.view ?? {}, { subject: `Changed ${second.subject}` });
    expect((await changing).isError).toBe(false);

    const third = newMail();
    const granting = client.call("demo__send_email", third);
    await slack.press("U0OLIVIA", await postedInSlack(slack, third.to), "grant");
    await expect.poll(() => slack.views().length).toBe(2);
    await slack.submit("U0OLIVIA", slack.views()[1]?.view ?? {}, { "Further calls": "at most 1" });
    expect((await granting).isError).toBe(false);
    expect((await client.call("demo__send_email", { ...third, subject: `More ${third.subject}` })).isError).toBe(false);

    await owner.goto(up.mailUrl);
    for (const subject of [mail.subject, `Changed ${second.subject}`, third.subject, `More ${third.subject}`]) {
      await expect(owner.getByRole("heading", { name: subject, exact: true })).toHaveCount(1);
    }
  } finally {
    await end(up, "/slack");
    await restore();
    await slack.close();
  }
});

/** The message of the approval in which this stands, once it is posted. */
async function postedInSlack(slack: FakeSlack, part: string) {
  const find = () => slack.messages().find(({ blocks }) => JSON.stringify(blocks).includes(part));
  await expect.poll(find).toBeDefined();
  const found = find();
  if (!found) throw new Error(`nothing in Slack tells of ${part}`);
  return found;
}

const operationsSchema = z.object({
  result: z.object({ data: z.object({ operations: z.array(z.object({ id: z.string(), name: z.string() })) }) }),
});

/** Says what sending an e-mail may do; null: as its definition suggests. */
async function classSendEmail(owner: Page, up: Up, as: "write" | null): Promise<void> {
  const organization = up.organization.name;
  const connectionId = up.connections.find(({ name }) => name === "demo")?.id;
  const input = encodeURIComponent(JSON.stringify({ organization, connectionId }));
  const answer = await owner.request.get(`${up.dashboardUrl}/api/trpc/connections.get?input=${input}`);
  const { operations } = operationsSchema.parse(await answer.json()).result.data;
  const operationId = operations.find(({ name }) => name === "send_email")?.id;
  const changed = await owner.request.post(`${up.dashboardUrl}/api/trpc/connections.setOperationClass`, {
    headers: { origin: up.dashboardUrl },
    data: { organization, operationId, class: as },
  });
  expect(changed.ok()).toBe(true);
}

/** An authenticator of the browser's own, whose person always says yes. */
async function addAuthenticator(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
    },
  });
}

test("an approval's link, opened signed out, is decided after signing in by passkey", async ({ agent, page, up }) => {
  await addAuthenticator(page);
  await signIn(page, up);
  await page.goto(`${up.dashboardUrl}/account`);
  await page.getByRole("button", { name: "Add a passkey…" }).click();
  await page.getByLabel("Name", { exact: true }).last().fill("Work phone");
  await page.getByRole("dialog").getByLabel("Current password").fill(up.login.password);
  await page.getByRole("button", { name: "Add passkey" }).click();
  const row = page.getByRole("row", { name: /Work phone/ });
  await expect(row.getByText("Never")).toBeVisible();

  const mail = newMail();
  const calling = (await agent("SDK v2, 2026-07-28")).call("demo__send_email", mail);
  await openApproval(page, up, mail);
  const link = page.url();
  await page.context().clearCookies();
  await page.goto(link);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await page.waitForURL(link);
  await page.getByRole("button", { name: "Approve" }).click();
  await expect(page.getByText("It ran once and succeeded.")).toBeVisible();
  expect((await calling).isError).toBe(false);

  await page.goto(`${up.dashboardUrl}/account`);
  await row.getByRole("button", { name: "Remove the passkey Work phone" }).click();
  await page.getByRole("button", { name: "Remove passkey" }).click();
  await expect(row).toHaveCount(0);
});

test("P36: a notification that shows the whole call decides it, by its service worker @notified", async ({
  agent,
  owner,
  up,
}) => {
  await owner.context().grantPermissions(["notifications"], { origin: up.dashboardUrl });
  const mail = newMail();
  const calling = (await agent("SDK v2, 2026-07-28")).call("demo__send_email", mail);
  await openApproval(owner, up, mail);
  const { pathname } = new URL(owner.url());
  const devtools = await owner.context().newCDPSession(owner);
  const registered = new Promise<string>((resolve) => {
    devtools.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const [first] = registrations;
      if (first) resolve(first.registrationId);
    });
  });
  await devtools.send("ServiceWorker.enable");
  await owner.evaluate(async () => {
    await navigator.serviceWorker.register("/sw.js", { scope: "/" });
    await navigator.serviceWorker.ready;
  });
  const [worker] = owner.context().serviceWorkers();
  if (!worker) throw new Error("the service worker doesn't run");
  const me = z.object({ result: z.object({ data: z.object({ id: z.string() }) }) });
  const person = me.parse(await (await owner.request.get(`${up.dashboardUrl}/api/trpc/me.get`)).json());
  await devtools.send("ServiceWorker.deliverPushMessage", {
    origin: up.dashboardUrl,
    registrationId: await registered,
    data: JSON.stringify({
      ...{
        approvalId: pathname.split("/").at(-1),
        isAsking: true,
        title: "Sales research",
        body: "asks",
        path: pathname,
      },
      ...{ expiresAtMs: Date.now() + 60_000, asked: `to: ${mail.to}` },
      question: { revision: 1, userId: person.result.data.id },
    }),
  });
  const shown = () =>
    worker.evaluate(async () => {
      // The program of the test has the types of pages, not of service workers.
      const { registration } = globalThis as unknown as { readonly registration: ServiceWorkerRegistration };
      return (await registration.getNotifications()).map(({ body }) => body);
    });
  await expect.poll(shown).toEqual([expect.stringContaining(`to: ${mail.to}`)]);
  await worker.evaluate(async () => {
    const { registration } = globalThis as unknown as { readonly registration: ServiceWorkerRegistration };
    const [notification] = await registration.getNotifications();
    const Click = Reflect.get(globalThis, "NotificationEvent");
    globalThis.dispatchEvent(new Click("notificationclick", { action: "approve", notification }));
  });
  expect((await calling).isError).toBe(false);
  await expect.poll(shown).toEqual(["Approved. Sales research may go on."]);
  await expect(owner.getByText("It ran once and succeeded.")).toBeVisible();
  await expect(owner.getByText(/from a notification/)).toBeVisible();
});
