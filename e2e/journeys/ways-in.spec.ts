import { expectGoodLooks } from "../platform/looks.ts";
import { mailedLink } from "../platform/mailbox.ts";
import { expect, test } from "../platform/test.ts";

test("the ways in are accessible and fit, on a phone and on a desk, light and dark", async ({ page, up }, info) => {
  const email = "looks-with-a-rather-long-name@people.test";
  const look = (name: string) =>
    expectGoodLooks(page, { pictureIn: (each) => info.outputPath(`${name}, ${each}.png`), fullPage: true });
  for (const path of ["/sign-in", "/sign-in/link", "/sign-in/forgot", "/sign-up"]) {
    await page.goto(`${up.dashboardUrl}${path}`);
    await look(path.slice(1).replace("/", "-"));
  }
  await page.getByLabel("E-mail").fill("nobody");
  await page.getByRole("button", { name: "Mail me a link" }).click();
  await expect(page.getByText("This isn't an e-mail address.")).toBeVisible();
  await look("sign-up-problem");
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "Mail me a link" }).click();
  await expect(page.getByText("A mail is on its way to")).toBeVisible();
  await look("sign-up-sent");
  await page.goto(await mailedLink(up, email, "Create your Countersign account"));
  await look("account");
  await page.getByLabel("Your name").fill("Nora");
  await page.getByRole("button", { name: "Create your account" }).click();
  await page.waitForURL("**/new");
  await page.getByLabel("Title").fill("Lund Robotics");
  await page.getByLabel("Name", { exact: true }).fill("Lund Robotics");
  await expect(page.getByText("Lower-case letters, digits and hyphens")).toBeVisible();
  await look("new-organization");
  await page.goto(`${up.dashboardUrl}/link/nothing`);
  await look("link-over");
});
