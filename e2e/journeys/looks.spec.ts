import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, pageUrl, test } from "../platform/test.ts";
import type { Up } from "../platform/up-file.ts";

const SIZES = [
  { width: 360, height: 740 },
  { width: 1440, height: 900 },
] as const;

/** The pages and what tells that each is there. */
const PAGES: readonly { readonly name: string; readonly open: (page: Page, up: Up) => Promise<void> }[] = [
  {
    name: "overview",
    open: async (page, up) => {
      await page.goto(pageUrl(up, ""));
      await expect(page.getByRole("heading", { name: /for you\.$/ })).toBeVisible();
      await expect(page.locator("[data-record]").first()).toBeVisible();
    },
  },
  {
    name: "approvals",
    open: async (page, up) => {
      await page.goto(pageUrl(up, "/approvals?tab=decided"));
      await expect(page.getByRole("heading", { name: "Approvals" })).toBeVisible();
      await expect(page.getByRole("status", { name: /Loading/ })).toHaveCount(0);
    },
  },
  {
    name: "audit",
    open: async (page, up) => {
      await page.goto(pageUrl(up, "/audit"));
      await expect(page.locator("[data-record]").first()).toBeVisible();
    },
  },
  {
    name: "record",
    open: async (page, up) => {
      await page.goto(pageUrl(up, "/audit?kind=call"));
      await page.locator("[data-record] a").first().click();
      await expect(page.getByRole("heading", { name: "Arguments" })).toBeVisible();
    },
  },
  {
    name: "approval",
    open: async (page, up) => {
      await page.goto(pageUrl(up, "/approvals?tab=decided"));
      await page.locator("[data-record] a").first().click();
      await expect(page.getByRole("heading", { name: "Decision" })).toBeVisible();
    },
  },
  {
    name: "mail",
    open: async (page, up) => {
      await page.goto(up.mailUrl);
      await expect(page.getByRole("heading", { name: "Mail", exact: true })).toBeVisible();
    },
  },
];

for (const colorScheme of ["light", "dark"] as const) {
  for (const viewport of SIZES) {
    test.describe(`${colorScheme}, ${viewport.width} px`, () => {
      test.use({ colorScheme, viewport });

      test("the sign-in page is accessible", async ({ page, up }, info) => {
        await page.goto(`${up.dashboardUrl}/sign-in`);
        await judge(page, info.outputPath("sign-in.png"));
      });

      for (const { name, open } of PAGES) {
        test(`the ${name} page is accessible and fits`, async ({ owner, up, agent }, info) => {
          await (await agent("SDK v1, 2025-11-25")).call("demo__lookup_company", { domain: "nobody.example" });
          await open(owner, up);
          await judge(owner, info.outputPath(`${name}.png`));
        });
      }
    });
  }
}

/** Keeps a picture, and holds the page to axe's rules and to its own width. */
async function judge(page: Page, picture: string): Promise<void> {
  await page.screenshot({ path: picture, animations: "disabled" });
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => ({ id, at: nodes.map((node) => node.html) }))).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
}
