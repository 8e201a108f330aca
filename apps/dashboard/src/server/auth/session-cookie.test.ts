import { expect, test } from "vitest";
import { sessionCookie, sessionCookieName } from "./session-cookie.ts";

test("over https the cookie is bound to the host, and scripts and other sites don't get it", () => {
  const cookie = sessionCookie("https://countersign.example", "t");
  expect(cookie).toMatch(/^__Host-countersign-session=t; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax; Secure$/);
  // A cookie named __Host- has no Domain, else browsers drop it.
  expect(cookie).not.toMatch(/domain/i);
});

test("without https it can be neither, and is called otherwise", () => {
  expect(sessionCookieName("http://127.0.0.1:4600")).toBe("countersign-session");
  expect(sessionCookie("http://127.0.0.1:4600", "t")).not.toContain("Secure");
});
