import type { Page } from "@playwright/test";
import { expect, pageUrl, signIn, test } from "../platform/test.ts";

const SESSION = "countersign-session";

/** Every route that changes something on the word of a cookie, with a request that would. */
const ROUTES = [
  { name: "a procedure", path: "/api/trpc/organizations.create", body: { title: "X", name: "x", timeZone: "UTC" } },
  { name: "a way in", path: "/api/trpc/entry.requestLink", body: { email: "a@b.test", purpose: "sign_in" } },
  { name: "a decision by link", path: "/api/trpc/entry.decideByLink", body: { token: "x", decision: "approve" } },
  { name: "signing in", path: "/api/auth/callback/credentials", body: { email: "a@b.test", password: "x" } },
  { name: "signing out", path: "/api/auth/signout", body: {} },
] as const;

async function sessionOf(page: Page): Promise<string | undefined> {
  return (await page.context().cookies()).find((cookie) => cookie.name === SESSION)?.value;
}

for (const { name, path, body } of ROUTES) {
  test(`P71: ${name} is refused to a page of others, whoever is signed in`, async ({ owner, up }) => {
    for (const origin of ["https://evil.example", "null", up.gatewayUrl]) {
      const answer = await owner.request.post(`${up.dashboardUrl}${path}`, { headers: { origin }, data: body });
      expect({ origin, status: answer.status() }).toEqual({ origin, status: 403 });
    }
    await owner.goto(pageUrl(up, ""));
    await expect(owner.getByRole("heading", { name: /for you\.$/ })).toBeVisible();
  });
}

test("P71: the management API answers no cookie, so no page of others can use one", async ({ owner, up }) => {
  const answer = await owner.request.post(`${up.dashboardUrl}/api/v1/agents`, { data: { name: "x", title: "X" } });
  expect(answer.status()).toBe(401);
});

test("P71: no page can be framed, and no script of others runs in one", async ({ owner, up }) => {
  for (const path of [
    "/sign-in",
    "/sign-up",
    `/o/${up.organization.name}`,
    "/new",
    "/link/x",
    "/invite/x",
    "/decide/x",
  ]) {
    const answer = await owner.request.get(`${up.dashboardUrl}${path}`);
    const headers = answer.headers();
    expect(headers["x-frame-options"]).toBe("DENY");
    const policy = headers["content-security-policy"] ?? "";
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toMatch(/script-src 'self' 'nonce-[^']+' 'strict-dynamic';/);
    expect(policy).not.toMatch(/script-src[^;]*'unsafe-inline'/);
  }
});

test("P71: each sign-in has a session of its own, which scripts can't read, and the browser's old one ends", async ({
  page,
  up,
  context,
}) => {
  // A session that somebody planted in the browser is not the one that is signed in.
  await context.addCookies([{ name: SESSION, value: "planted", url: up.dashboardUrl }]);
  await signIn(page, up);
  const first = await sessionOf(page);
  expect(first).not.toBe("planted");
  const cookies = await context.cookies();
  expect(cookies.find((cookie) => cookie.name === SESSION)).toMatchObject({
    httpOnly: true,
    sameSite: "Lax",
    path: "/",
  });
  expect(await page.evaluate(() => document.cookie)).not.toContain(SESSION);
  const csrf = await (await page.request.get(`${up.dashboardUrl}/api/auth/csrf`)).json();
  await page.request.post(`${up.dashboardUrl}/api/auth/callback/credentials`, {
    headers: { origin: up.dashboardUrl },
    form: { email: up.login.email, password: up.login.password, csrfToken: String(csrf.csrfToken), json: "true" },
  });
  const second = await sessionOf(page);
  expect(second).not.toBe(first);
  await context.addCookies([{ name: SESSION, value: first ?? "", url: up.dashboardUrl }]);
  await page.goto(pageUrl(up, ""));
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});
