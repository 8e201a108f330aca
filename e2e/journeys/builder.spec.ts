import type { Page } from "@playwright/test";
import { management } from "../platform/management-api.ts";
import { expect, pageUrl, test } from "../platform/test.ts";
import type { Up } from "../platform/up-file.ts";

const MAIL = { to: "eve@evil.example", subject: "Hello", body: "Hello." };

async function policyIn(up: Up): Promise<{ version: number; source: string }> {
  return (await management(up, "/policy")).json();
}

/** Makes the list of approved domains. */
async function addList(page: Page): Promise<void> {
  await page.getByLabel("New list").fill("approved_domains");
  await page.getByRole("button", { name: "Add list" }).click();
  const entries = page.getByLabel("approved_domains", { exact: true });
  await entries.fill("acme.io");
  await entries.press("Enter");
  await entries.fill("*.corp.example");
  await entries.press("Enter");
  await expect(page.getByRole("button", { name: "Remove *.corp.example" })).toBeVisible();
}

test("mail goes only to approved domains: built with clicks, comments kept, obeyed by the next call", async ({
  agent,
  owner,
  up,
}) => {
  const client = await agent("SDK v2, 2026-07-28");
  // Asked, not called: a call would wait for a person.
  const call = { agent: "sales-research", operation: "demo.send_email", arguments: MAIL };
  expect(await (await management(up, "/policy/explain", call)).json()).toMatchObject({ decision: "require_approval" });
  const before = await policyIn(up);
  await owner.goto(pageUrl(up, "/rules?view=builder"));
  await expect(owner.getByRole("list", { name: "Rules" })).toContainText("may call");

  await test.step("a rule that isn't complete is not saved, and says what is missing at its field", async () => {
    await addList(owner);
    await owner.getByRole("button", { name: "Add rule" }).first().click();
    const sheet = owner.getByRole("dialog", { name: "New rule" });
    await sheet.getByRole("button", { name: "Add rule to draft" }).click();
    await expect(sheet.getByText("Choose at least one agent, or every agent.")).toBeVisible();
    await expect(sheet.getByText("Choose at least one operation.")).toBeVisible();
  });

  await test.step("who, what, when and then are chosen, and the sentence says them", async () => {
    const sheet = owner.getByRole("dialog", { name: "New rule" });
    await sheet.getByText("Choose agents", { exact: true }).click();
    await sheet.getByRole("checkbox", { name: /Every agent, also/ }).check();
    await sheet.getByText("Choose operations", { exact: true }).click();
    await sheet.getByRole("checkbox", { name: /demo\.send_email/ }).check();
    await sheet.getByRole("button", { name: "Add condition" }).click();
    await sheet.getByLabel("What the condition looks at").selectOption("recipients");
    await sheet.getByLabel("Test", { exact: true }).selectOption("any_outside");
    await sheet.getByLabel("List", { exact: true }).selectOption("approved_domains");
    await sheet.getByRole("radio", { name: /^Deny/ }).check();
    await sheet.getByLabel("What the agent is told").fill("Write to approved domains only.");
    await sheet.getByRole("textbox", { name: "Name", exact: true }).fill("approved-domains-only");
    await expect(sheet.locator(".rule-preview")).toContainText(
      "no agent may call demo.send_email when an address in to, cc or bcc is outside the list approved_domains",
    );
    await sheet.getByRole("button", { name: "Add rule to draft" }).click();
    await expect(sheet).toHaveCount(0);
    await expect(owner.getByRole("list", { name: "Rules" })).toContainText("approved-domains-only");
  });

  await test.step("undo and redo go back and forth", async () => {
    await owner.getByRole("button", { name: "Undo" }).click();
    await expect(owner.getByRole("list", { name: "Rules" })).not.toContainText("approved-domains-only");
    await owner.getByRole("button", { name: "Redo" }).click();
    await expect(owner.getByRole("list", { name: "Rules" })).toContainText("approved-domains-only");
  });

  await test.step("published, it holds for the next call, and the text kept its comments", async () => {
    await expect(owner.getByText("Draft saved")).toBeVisible();
    const publish = `Publish version ${before.version + 1}`;
    await owner.getByRole("button", { name: publish }).click();
    const dialog = owner.getByRole("dialog");
    await dialog.getByLabel("What changed, and why").fill("Mail only to approved domains");
    await dialog.getByRole("button", { name: publish }).click();
    await expect(owner.getByText(`Version ${before.version + 1} is in force`).first()).toBeVisible();
    const denied = await client.call("demo__send_email", MAIL);
    expect(denied.decision?.code).toBe("policy.rule.denied");
    const { source } = await policyIn(up);
    const isKept = (line: string) => source.split("\n").includes(line);
    expect(before.source.split("\n").filter((line) => !isKept(line))).toEqual([]);
    expect(source).toContain(
      "when: emails(args.to, args.cc, args.bcc).exists(e, !in_list(e.domain, lists.approved_domains))",
    );
  });

  await test.step("a rule is changed in place and deleted", async () => {
    await owner.getByRole("button", { name: /^Edit approved-domains-only/ }).click();
    const sheet = owner.getByRole("dialog", { name: "Rule approved-domains-only" });
    await sheet.getByLabel("What the agent is told").fill("Ask for the domain to be approved.");
    await sheet.getByRole("button", { name: "Change rule in draft" }).click();
    await owner.getByRole("button", { name: "Acts on approved-domains-only" }).click();
    await owner.getByRole("menuitem", { name: "Delete" }).click();
    await expect(owner.getByRole("list", { name: "Rules" })).not.toContainText("approved-domains-only");
    await expect(owner.getByText("Draft saved")).toBeVisible();
    await owner.getByRole("button", { name: "More", exact: true }).click();
    await owner.getByRole("menuitem", { name: "Discard draft" }).click();
    await owner.getByRole("dialog").getByRole("button", { name: "Discard draft" }).click();
    await expect(owner.getByText("As published")).toBeVisible();
  });

  const now = await policyIn(up);
  await management(up, "/policy/publish", { source: before.source, message: "taken back", baseVersion: now.version });
});
