import type { Locator, Page } from "@playwright/test";
import { changePolicy, management } from "../platform/management-api.ts";
import { expect, pageUrl, test } from "../platform/test.ts";
import type { Up } from "../platform/up-file.ts";

const DOMAIN = "journey.example";

// The editor draws only the lines near those in sight.
test.use({ viewport: { width: 1440, height: 1400 } });

function editorOf(page: Page): Locator {
  return page.getByRole("textbox", { name: /The policy as YAML/ });
}

function line(page: Page, text: string): Locator {
  return page.locator(".cm-line").filter({ hasText: text });
}

/** Pastes into the editor, as the keyboard's paste would. */
async function paste(page: Page, text: string): Promise<void> {
  await editorOf(page).evaluate((target, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", pasted);
    target.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

async function openRules(page: Page, up: Up): Promise<void> {
  await page.goto(pageUrl(up, "/rules"));
  await expect(editorOf(page)).toBeVisible();
  await expect(page.getByText(/tests pass/)).toBeVisible();
}

/** Ends the owner's draft, whatever the test left. */
async function discardDraft(page: Page): Promise<void> {
  await page.getByRole("button", { name: "More", exact: true }).click();
  const discard = page.getByRole("menuitem", { name: "Discard draft" });
  if ((await discard.getAttribute("aria-disabled")) === "true" || (await discard.isDisabled())) {
    await page.keyboard.press("Escape");
    return;
  }
  await discard.click();
  await page.getByRole("dialog").getByRole("button", { name: "Discard draft" }).click();
  await expect(page.getByText("As published")).toBeVisible();
}

async function versionOf(up: Up): Promise<number> {
  return (await (await management(up, "/policy")).json()).version;
}

test("a rule is written with completion, corrected, tried, published, obeyed by the next call, and taken back", async ({
  agent,
  owner,
  up,
}) => {
  const client = await agent("SDK v2, 2026-07-28");
  expect((await client.call("demo__lookup_company", { domain: DOMAIN })).decision?.code).toBe("policy.default.denied");
  const before = await versionOf(up);
  await openRules(owner, up);

  await test.step("completion knows the operations, and the arguments of those that the rule selects", async () => {
    await editorOf(owner).press("Control+End");
    await line(owner, "- id: outreach-search").click();
    await owner.keyboard.press("Home");
    await paste(
      owner,
      "- id: lookup-journey\n    agents: [sales-research]\n    operations: [demo.]\n    when: args.\n    effect: alow\n\n  ",
    );
    await line(owner, "operations: [demo.]").click();
    await owner.keyboard.press("End");
    await owner.keyboard.press("ArrowLeft");
    await owner.keyboard.type("loo");
    await owner.getByRole("option", { name: /demo\.lookup_company/ }).click();
    await line(owner, "when: args.").last().click();
    await owner.keyboard.press("End");
    await owner.keyboard.type("d");
    await owner.getByRole("option", { name: /^domain/ }).click();
    await owner.keyboard.type(` == "${DOMAIN}`);
  });

  await test.step("a mistake is marked, named with its line and fix, and one press away", async () => {
    const problem = owner.getByRole("button", { name: /effect must be one of/ });
    await expect(problem).toContainText("Write allow, deny or require_approval.");
    await expect(owner.locator(".cm-lintRange-error")).toHaveText("alow");
    await expect(owner.getByText("Correct them first")).toBeVisible();
    await problem.click();
    await expect(editorOf(owner)).toBeFocused();
    for (let at = 0; at < "alow".length; at += 1) await owner.keyboard.press("Delete");
    await owner.keyboard.type("al");
    await owner.getByRole("option", { name: /^allow/ }).click();
    await expect(problem).toHaveCount(0);
    await expect(owner.getByText(/No errors/)).toBeVisible();
  });

  await test.step("a call is tried against the draft, as it is typed", async () => {
    await owner.getByLabel("Agent", { exact: true }).selectOption("sales-research");
    await owner.getByRole("combobox", { name: "Operation" }).fill("lookup_comp");
    await owner.getByRole("option", { name: /demo\.lookup_company/ }).click();
    await owner.getByLabel("domain", { exact: true }).fill(DOMAIN);
    const outcome = owner.locator(".policy-outcome");
    await expect(outcome).toContainText("allowed");
    await expect(owner.locator(".policy-rules").first()).toContainText("lookup-journey");
    await owner.getByLabel("domain", { exact: true }).fill("nobody.example");
    await expect(outcome).toContainText("denied");
    await expect(owner.locator(".policy-saw").first()).toContainText('"nobody.example"');
  });

  await test.step("what would change is told: for whom, and of calls that were made", async () => {
    await owner.getByRole("link", { name: "Changes" }).click();
    await expect(owner.getByRole("list", { name: "What changes for whom" })).toContainText("demo.lookup_company");
    await owner.getByRole("button", { name: "Simulate" }).click();
    const changes = owner.getByRole("list", { name: "Decisions that would change" });
    await expect(changes.getByRole("listitem").filter({ hasText: "lookup-journey" })).toBeVisible();
    await owner.getByRole("link", { name: "YAML" }).click();
    await expect(editorOf(owner)).toBeVisible();
  });

  await test.step("publishing asks why, shows the difference, and holds for the very next call", async () => {
    await expect(owner.getByText("Draft saved")).toBeVisible();
    await owner.getByRole("button", { name: `Publish version ${before + 1}` }).click();
    const dialog = owner.getByRole("dialog");
    await expect(dialog.getByRole("region", { name: /Changes from version/ })).toContainText("lookup-journey");
    await expect(dialog.getByText(/tests pass/)).toBeVisible();
    await dialog.getByRole("button", { name: `Publish version ${before + 1}` }).click();
    await expect(dialog.getByText("Say what changed and why")).toBeVisible();
    await dialog.getByLabel("What changed, and why").fill("Journeys may look up their own domain");
    await dialog.getByRole("button", { name: `Publish version ${before + 1}` }).click();
    await expect(owner.getByText(`Version ${before + 1} is in force`).first()).toBeVisible();
    expect((await client.call("demo__lookup_company", { domain: DOMAIN })).decision).toBeUndefined();
    await expect(owner.getByText("As published")).toBeVisible();
  });

  await test.step("the history has it, and an old version can be brought back", async () => {
    await owner.getByRole("link", { name: "History" }).click();
    await expect(owner.getByText("Journeys may look up their own domain")).toBeVisible();
    await owner
      .getByRole("row", { name: /Journeys may look up/ })
      .getByRole("button")
      .click();
    await expect(owner.getByRole("dialog").getByRole("region", { name: /^Version/ })).toContainText("lookup-journey");
    await owner.goto(pageUrl(up, `/rules?view=history&version=${before}`));
    await owner.getByRole("button", { name: `Publish version ${before} again, as version ${before + 2}` }).click();
    await expect(owner.getByText(`Version ${before + 2} has the text of version ${before}.`).first()).toBeVisible();
    const denied = await client.call("demo__lookup_company", { domain: DOMAIN });
    expect(denied.decision?.code).toBe("policy.default.denied");
  });
});

test("somebody else's publication is said at once, and both changes are kept", async ({ owner, up }) => {
  await openRules(owner, up);
  await line(owner, "# What Acme's agents may do.").click();
  await owner.keyboard.press("End");
  await owner.keyboard.type(" Mine.");
  await expect(owner.getByText("Draft saved")).toBeVisible();
  const undo = await changePolicy(up, (source) => source.replace("calls: 10, per: day", "calls: 11, per: day"));
  try {
    const banner = owner.getByRole("alert").filter({ hasText: "published version" });
    await expect(banner).toBeVisible();
    await expect(editorOf(owner)).toContainText("Mine.");
    await banner.getByRole("button", { name: /Bring in version/ }).click();
    const dialog = owner.getByRole("dialog");
    await expect(dialog).toContainText("touch different lines");
    await dialog.getByRole("button", { name: "Go on with both changes" }).click();
    await expect(banner).toHaveCount(0);
    await expect(editorOf(owner)).toContainText("Mine.");
    await owner.getByRole("link", { name: "Changes" }).click();
    const changes = owner.getByRole("region", { name: "Changes of the draft" });
    await expect(changes).toContainText("Mine.");
    await expect(changes).not.toContainText("calls: 10");
    await owner.getByRole("link", { name: "YAML" }).click();
    await discardDraft(owner);
  } finally {
    await undo();
  }
});

test("where both changed the same line, each place is chosen", async ({ owner, up }) => {
  await openRules(owner, up);
  await editorOf(owner).press("Control+End");
  await line(owner, "calls: 10, per: day").click();
  await owner.keyboard.press("End");
  await owner.keyboard.type(" # mine");
  await expect(owner.getByText("Draft saved")).toBeVisible();
  const undo = await changePolicy(up, (source) => source.replace("calls: 10, per: day", "calls: 12, per: day"));
  try {
    await owner.getByRole("button", { name: /Bring in version/ }).click();
    const dialog = owner.getByRole("dialog");
    await expect(dialog.getByRole("button", { name: "1 still to choose" })).toBeDisabled();
    await dialog.getByRole("radio", { name: /Take theirs/ }).check();
    await dialog.getByRole("button", { name: "Go on with both changes" }).click();
    await expect(line(owner, "calls: 12, per: day")).toBeVisible();
    await discardDraft(owner);
  } finally {
    await undo();
  }
});

test.describe("two windows of one person", () => {
  test.use({ refusals: true });

  test("never overwrite each other's draft", async ({ owner, up, context }) => {
    await openRules(owner, up);
    const other = await context.newPage();
    await openRules(other, up);
    await line(other, "# What Acme's agents may do.").click();
    await other.keyboard.press("End");
    await other.keyboard.type(" Other window.");
    await expect(other.getByText("Draft saved")).toBeVisible();
    await line(owner, "# What Acme's agents may do.").click();
    await owner.keyboard.press("End");
    await owner.keyboard.type(" This window.");
    const banner = owner.getByRole("alert").filter({ hasText: "changed in another window" });
    await expect(banner).toBeVisible();
    await banner.getByRole("button", { name: "Compare both" }).click();
    await expect(owner.getByRole("region", { name: "The two texts" })).toContainText("Other window.");
    await owner.getByRole("button", { name: "Keep this window's text" }).click();
    await expect(owner.getByText("Draft saved")).toBeVisible();
    await expect(editorOf(owner)).toContainText("This window.");
    await other.close();
    await discardDraft(owner);
  });
});
