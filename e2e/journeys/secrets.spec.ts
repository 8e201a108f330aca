import { expect, pageUrl, test } from "../platform/test.ts";
import { agentOf } from "../platform/up-file.ts";

test("the inventory shows every key and no secret, and keeps its filters in the URL", async ({ owner, up }) => {
  await owner.goto(pageUrl(up, "/secrets"));
  const table = owner.getByRole("table", { name: "Secrets" });
  await expect(table.getByRole("row").nth(1)).toBeVisible();
  const { key } = agentOf(up, "sales-research");
  const html = await owner.content();
  expect(html).not.toContain(key.slice(-49));
  expect(html).not.toContain(up.managementToken.slice(-49));

  await owner.getByRole("combobox", { name: "Kind" }).selectOption("management_token");
  await expect(owner).toHaveURL(/kind=management_token/);
  await expect(table.getByRole("cell", { name: "Agent key" })).toHaveCount(0);
  await expect(table.getByRole("cell", { name: "API token" }).first()).toBeVisible();
  await owner.reload();
  await expect(table.getByRole("cell", { name: "API token" }).first()).toBeVisible();
  await expect(table.getByRole("cell", { name: "Agent key" })).toHaveCount(0);

  await owner.getByRole("searchbox", { name: "Search secrets" }).fill("nothing is called this");
  await expect(owner.getByRole("heading", { name: "No secret matches." })).toBeVisible();
  await owner.getByRole("button", { name: "Clear filters" }).click();
  await expect(table.getByRole("cell", { name: /key$/ }).first()).toBeVisible();
});

test("rows are moved through with J and K, sorted and thinned by keyboard, and the URL keeps it", async ({
  owner,
  up,
}) => {
  await owner.goto(pageUrl(up, "/secrets"));
  const rows = owner.getByRole("table", { name: "Secrets" }).locator("tbody tr");
  await expect(rows.nth(1)).toBeVisible();
  await owner.keyboard.press("j");
  await owner.keyboard.press("j");
  await expect(rows.nth(1).locator(".row-open")).toBeFocused();
  await owner.keyboard.press("k");
  await expect(rows.nth(0).locator(".row-open")).toBeFocused();

  await owner.getByRole("button", { name: "Owner", exact: true }).click();
  await expect(owner.getByRole("columnheader", { name: "Owner" })).toHaveAttribute("aria-sort", "ascending");
  await expect(owner).toHaveURL(/secretsSort=owner/);
  await owner.getByRole("button", { name: /^Columns and order/ }).click();
  await owner.getByRole("checkbox", { name: "Expires" }).uncheck();
  await expect(owner).toHaveURL(/secretsHide=expires/);
  await owner.reload();
  await expect(rows.nth(0)).toBeVisible();
  await expect(owner.getByRole("columnheader", { name: "Expires" })).toHaveCount(0);
});
