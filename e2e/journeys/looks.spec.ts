import type { Page } from "@playwright/test";
import { expectGoodLooks } from "../platform/looks.ts";
import { LOOKED_AT_PAGES } from "../platform/pages.ts";
import { expect, pageUrl, test } from "../platform/test.ts";
import type { Up } from "../platform/up-file.ts";

/** For all pages together. */
const PATIENCE_MS = 360_000;

test("every page is accessible and fits, on a phone and on a desk, light and dark", async ({
  owner,
  up,
  agent,
}, info) => {
  test.setTimeout(PATIENCE_MS);
  const client = await agent("SDK v1, 2025-11-25");
  await client.call("demo__lookup_company", { domain: "nobody.example" });
  const calling = client.call("demo__send_email", { to: "looks@partner.org", subject: "Looks", body: "Seen." });
  await denyFirst(owner, up);
  await calling;
  for (const { name, open } of LOOKED_AT_PAGES) {
    await test.step(name, async () => {
      await open(owner, up);
      await expectGoodLooks(owner, { pictureIn: (look) => info.outputPath(`${name}, ${look}.png`) });
    });
  }
});

/** Denies the first call that waits, so that there is a decided approval to look at. */
async function denyFirst(page: Page, up: Up): Promise<void> {
  await page.goto(pageUrl(up, "/approvals"));
  await page.locator("[data-record] a").first().click();
  await page.getByRole("button", { name: "Approve" }).waitFor();
  await page.keyboard.press("d");
  await page.getByLabel("Reason").fill("Only to be looked at.");
  await page.getByRole("button", { name: "Deny this call" }).click();
  await expect(page.getByText("It did not run.")).toBeVisible();
}
