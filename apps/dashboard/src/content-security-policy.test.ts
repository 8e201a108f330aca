import { describe, expect, it } from "vitest";
import { contentSecurityPolicy } from "./content-security-policy.ts";

describe("the content security policy", () => {
  const production = contentSecurityPolicy("abc", false);

  it("lets a script run only by its nonce", () => {
    const scripts = production.split("; ").find((directive) => directive.startsWith("script-src "));
    expect(scripts).toBe("script-src 'self' 'nonce-abc' 'strict-dynamic'");
  });

  it("allows eval in development only", () => {
    expect(production).not.toContain("unsafe-eval");
    expect(contentSecurityPolicy("abc", true)).toContain("'unsafe-eval'");
  });

  it("lets nobody frame the dashboard", () => {
    expect(production).toContain("frame-ancestors 'none'");
  });
});
