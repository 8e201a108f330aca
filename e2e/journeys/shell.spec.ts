import { expect, pageUrl, test } from "../platform/test.ts";

test("the palette goes to pages, agents, rules and records by keyboard alone", async ({ owner, up }) => {
  await owner.goto(pageUrl(up, "/approvals"));
  await expect(owner.getByRole("banner").getByRole("status").filter({ hasText: "Live" })).toBeVisible();
  await owner.keyboard.press("Control+k");
  const find = owner.getByRole("combobox", { name: "Find" });
  await find.fill("outrea");
  await expect(owner.getByRole("option", { name: /outreach.*Agent/i })).toBeVisible();
  await find.fill("web-search");
  await expect(owner.getByRole("option", { name: /web-search.*Rule/ })).toBeVisible();
  await find.fill("audit");
  await owner.keyboard.press("Enter");
  await expect(owner).toHaveURL(pageUrl(up, "/audit"));
  await expect(owner.getByRole("dialog")).toHaveCount(0);
});

test("keys jump between pages, but never while one types", async ({ owner, up }) => {
  await owner.goto(pageUrl(up, "/audit"));
  await expect(owner.getByRole("banner").getByRole("status").filter({ hasText: "Live" })).toBeVisible();
  await owner.keyboard.press("g");
  await owner.keyboard.press("s");
  await expect(owner).toHaveURL(pageUrl(up, "/secrets"));
  const search = owner.getByRole("searchbox", { name: "Search secrets" });
  await search.pressSequentially("gu?");
  await expect(search).toHaveValue("gu?");
  await expect(owner).toHaveURL(/\/secrets\?text=/);
});

test("the question mark shows every key, and Escape closes it", async ({ owner, up }) => {
  await owner.goto(pageUrl(up, "/audit"));
  await expect(owner.getByRole("banner").getByRole("status").filter({ hasText: "Live" })).toBeVisible();
  await owner.keyboard.press("?");
  const keys = owner.getByRole("dialog", { name: "Keys" });
  await expect(keys.getByText("Next row")).toBeVisible();
  await owner.keyboard.press("Escape");
  await expect(keys).toHaveCount(0);
});

test("the organization menu names where one is and offers a new one", async ({ owner, up }) => {
  await owner.goto(pageUrl(up, "/audit"));
  await owner.getByRole("button", { name: /^Organization:/ }).click();
  const current = owner.getByRole("menuitem", { name: new RegExp(up.organization.name) });
  await expect(current).toBeFocused();
  await expect(current).toHaveAttribute("href", `/o/${up.organization.name}/audit`);
  await owner.keyboard.press("End");
  await expect(owner.getByRole("menuitem", { name: "New organization" })).toBeFocused();
  await owner.keyboard.press("Escape");
  await expect(owner.getByRole("menu")).toHaveCount(0);
  await expect(owner.getByRole("button", { name: /^Organization:/ })).toBeFocused();
});

test("a chosen theme is there from the first byte of the next page", async ({ owner, up }) => {
  await owner.goto(pageUrl(up, "/audit"));
  await owner.getByRole("button", { name: /^You:/ }).click();
  await owner.getByRole("menuitem", { name: "Theme: dark" }).click();
  await expect(owner.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(async () => {
    await owner.reload();
    await expect(owner.locator("html")).toHaveAttribute("data-theme", "dark", { timeout: 500 });
  }).toPass();
});

test("a person who skips to the content lands in it", async ({ owner, up }) => {
  await owner.goto(pageUrl(up, "/audit"));
  await expect(owner.getByRole("heading", { name: "Audit" })).toBeVisible();
  await owner.keyboard.press("Tab");
  await expect(owner.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await owner.keyboard.press("Enter");
  await expect(owner.getByRole("main")).toBeFocused();
});
