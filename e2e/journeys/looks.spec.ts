import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { LOOKED_AT_PAGES } from "../platform/pages.ts";
import { expect, pageUrl, test } from "../platform/test.ts";
import type { Up } from "../platform/up-file.ts";

/** For all pages of one look together. */
const PATIENCE_MS = 240_000;

const SIZES = [
  { width: 360, height: 740 },
  { width: 1440, height: 900 },
] as const;

const SCHEMES = ["light", "dark"] as const;

for (const viewport of SIZES) {
  test.describe(`${viewport.width} px, light and dark`, () => {
    test.use({ viewport });

    test("the sign-in page is accessible", async ({ page, up }, info) => {
      await page.goto(`${up.dashboardUrl}/sign-in`);
      await judge(page, (scheme) => info.outputPath(`sign-in, ${scheme}.png`));
    });

    test("every page is accessible and fits", async ({ owner, up, agent }, info) => {
      test.setTimeout(PATIENCE_MS);
      const client = await agent("SDK v1, 2025-11-25");
      await client.call("demo__lookup_company", { domain: "nobody.example" });
      const calling = client.call("demo__send_email", { to: "looks@partner.org", subject: "Looks", body: "Seen." });
      await denyFirst(owner, up);
      await calling;
      for (const { name, open } of LOOKED_AT_PAGES) {
        await test.step(name, async () => {
          await open(owner, up);
          await judge(owner, (scheme) => info.outputPath(`${name}, ${scheme}.png`));
        });
      }
    });
  });
}

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

/** Keeps a picture in each scheme, and holds the page to axe's rules (AA contrast is one) and to its own width. */
async function judge(page: Page, pictureIn: (scheme: string) => string): Promise<void> {
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    const picture = pictureIn(colorScheme);
    await page.screenshot({ path: picture, animations: "disabled" });
    const { violations } = await new AxeBuilder({ page }).analyze();
    // Soft, so that one page's fault doesn't hide another's.
    const found = violations.map(({ id, nodes }) => ({ id, at: nodes.map((node) => node.html) }));
    expect.soft(found, picture).toEqual([]);
  }
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect.soft(overflow, pictureIn("any")).toBeLessThanOrEqual(0);
}
