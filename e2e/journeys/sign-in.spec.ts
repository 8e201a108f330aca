import { expect, pageUrl, signIn, test } from "../platform/test.ts";

test("a wrong password and an unknown address are refused with the same words", async ({ page, up }) => {
  const words: string[] = [];
  for (const email of [up.login.email, "nobody@acme.test"]) {
    await page.goto(`${up.dashboardUrl}/sign-in`);
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Password").fill("certainly not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    const alert = page.getByRole("alert").filter({ hasText: "password" });
    await expect(alert).toBeVisible();
    await expect(page.getByLabel("E-mail")).toHaveValue(email);
    words.push((await alert.textContent()) ?? "");
  }
  expect(words[0]).toBe(words[1]);
});

test("signing in leads back to the page that was asked for", async ({ page, up }) => {
  await page.goto(pageUrl(up, "/audit?outcome=denied"));
  await page.getByLabel("E-mail").fill(up.login.email);
  await page.getByLabel("Password").fill(up.login.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/audit?outcome=denied");
});

test("a signed-out session's cookie is worth nothing", async ({ page, up, context }) => {
  await signIn(page, up);
  const cookies = await context.cookies();
  await page.getByRole("button", { name: /^You: / }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.waitForURL("**/sign-in");
  await context.addCookies(cookies);
  await page.goto(pageUrl(up, ""));
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});

test("an organization of others can't be told from one that doesn't exist", async ({ page, up }) => {
  await signIn(page, up);
  const response = await page.goto(`${up.dashboardUrl}/o/somebody-else`);
  expect(response?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "There is nothing here, or nothing you may see." })).toBeVisible();
});

test("no script runs without the page's nonce", async ({ page, up }) => {
  const response = await page.goto(`${up.dashboardUrl}/sign-in`);
  const policy = response?.headers()["content-security-policy"] ?? "";
  expect(policy).toMatch(/script-src 'self' 'nonce-[^']+' 'strict-dynamic';/);
  const refusals: string[] = [];
  page.on("console", (message) => refusals.push(message.text()));
  const ran = await page.evaluate(() => {
    const script = document.createElement("div");
    script.innerHTML = '<img src="/nothing.png" onerror="globalThis.ran = true">';
    document.body.append(script);
    return new Promise((resolve) => {
      script.querySelector("img")?.addEventListener("error", () => resolve(Reflect.get(globalThis, "ran") === true));
    });
  });
  expect(ran).toBe(false);
  expect(refusals.join("\n")).toContain("Content Security Policy");
});

test("the dashboard asked for by the machine's address is opened by its name", async ({ page, up }) => {
  await page.goto(`${up.dashboardUrl.replace("localhost", "127.0.0.1")}/sign-in`);
  await expect(page).toHaveURL(`${up.dashboardUrl}/sign-in`);
});
