import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { mailedLink } from "../platform/mailbox.ts";
import { expect, test } from "../platform/test.ts";

const SIZES = [
  { width: 360, height: 740 },
  { width: 1440, height: 900 },
] as const;

/** Keeps a picture in each scheme, and holds the page to axe's rules and to its own width. */
async function judge(page: Page, pictureIn: (scheme: string) => string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: pictureIn(colorScheme), animations: "disabled", fullPage: true });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => ({ id, at: nodes.map((node) => node.html) }))).toEqual([]);
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
}

for (const viewport of SIZES) {
  test.describe(`light and dark, ${viewport.width} px`, () => {
    test.use({ viewport });

    test("the ways in are accessible and fit", async ({ page, up }, info) => {
      const email = `looks-${viewport.width}-with-a-rather-long-name@people.test`;
      const shot = (name: string) => judge(page, (scheme) => info.outputPath(`${name}, ${scheme}.png`));
      for (const path of ["/sign-in", "/sign-in/link", "/sign-in/forgot", "/sign-up"]) {
        await page.goto(`${up.dashboardUrl}${path}`);
        await shot(path.slice(1).replace("/", "-"));
      }
      await page.getByLabel("E-mail").fill("nobody");
      await page.getByRole("button", { name: "Mail me a link" }).click();
      await expect(page.getByText("This isn't an e-mail address.")).toBeVisible();
      await shot("sign-up-problem");
      await page.getByLabel("E-mail").fill(email);
      await page.getByRole("button", { name: "Mail me a link" }).click();
      await expect(page.getByText("A mail is on its way to")).toBeVisible();
      await shot("sign-up-sent");
      await page.goto(await mailedLink(up, email, "Create your Countersign account"));
      await shot("account");
      await page.getByLabel("Your name").fill("Nora");
      await page.getByRole("button", { name: "Create your account" }).click();
      await page.waitForURL("**/new");
      await page.getByLabel("Title").fill("Lund Robotics");
      await page.getByLabel("Name", { exact: true }).fill("Lund Robotics");
      await expect(page.getByText("Lower-case letters, digits and hyphens")).toBeVisible();
      await shot("new-organization");
      await page.goto(`${up.dashboardUrl}/link/nothing`);
      await shot("link-over");
    });
  });
}
