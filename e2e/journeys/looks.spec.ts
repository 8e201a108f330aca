import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { LOOKED_AT_PAGES } from "../platform/pages.ts";
import { expect, test } from "../platform/test.ts";

const SIZES = [
  { width: 360, height: 740 },
  { width: 1440, height: 900 },
] as const;

for (const colorScheme of ["light", "dark"] as const) {
  for (const viewport of SIZES) {
    test.describe(`${colorScheme}, ${viewport.width} px`, () => {
      test.use({ colorScheme, viewport });

      test("the sign-in page is accessible", async ({ page, up }, info) => {
        await page.goto(`${up.dashboardUrl}/sign-in`);
        await judge(page, info.outputPath("sign-in.png"));
      });

      for (const { name, open } of LOOKED_AT_PAGES) {
        test(`the ${name} page is accessible and fits`, async ({ owner, up, agent }, info) => {
          await (await agent("SDK v1, 2025-11-25")).call("demo__lookup_company", { domain: "nobody.example" });
          await open(owner, up);
          await judge(owner, info.outputPath(`${name}.png`));
        });
      }
    });
  }
}

/** Keeps a picture, and holds the page to axe's rules (AA contrast is one of them) and to its own width. */
async function judge(page: Page, picture: string): Promise<void> {
  await page.screenshot({ path: picture, animations: "disabled" });
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => ({ id, at: nodes.map((node) => node.html) }))).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
}
