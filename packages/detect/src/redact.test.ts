import { describe, expect, it } from "vitest";
import { redactJson, redactToolResult } from "./redact.ts";

const CARD = "4111 1111 1111 1111";

describe("redactJson", () => {
  it("takes findings out of texts, numbers and field names, and keeps the shape", () => {
    const value = { note: `pay ${CARD}`, list: [1, true, null, "jane@example.com"], n: 4111111111111111, [CARD]: 1 };
    expect(redactJson(value, ["pii"])).toEqual({
      value: {
        note: "pay [redacted:pii.card]",
        list: [1, true, null, "[redacted:pii.email]"],
        n: "[redacted:pii.card]",
        "[redacted:pii.card]": 1,
      },
      counts: { "pii.card": 3, "pii.email": 1 },
      isChanged: true,
    });
  });

  it("gives the same value back when there is nothing to take out", () => {
    const value = { a: ["b", 2, { c: null }] };
    expect(redactJson(value, ["secrets", "pii"]).value).toBe(value);
  });

  it("knows a secret by the name of its field", () => {
    const value = {
      password: "hunter2",
      clientSecret: "9f86d081884c7d65",
      headers: [{ name: "api-key", value: "aZ3dE6gH9j" }],
    };
    expect(redactJson(value, ["secrets"]).value).toEqual({
      password: "[redacted:secrets]",
      clientSecret: "[redacted:secrets]",
      headers: [{ name: "api-key", value: "[redacted:secrets]" }],
    });
    expect(redactJson(value, ["pii"]).isChanged).toBe(false);
  });

  it("keeps fields apart whose names become the same", () => {
    const { value } = redactJson({ "a@b.example": 1, "c@d.example": 2 }, ["pii.email"]);
    expect(value).toEqual({ "[redacted:pii.email]": 1, "[redacted:pii.email]#2": 2 });
  });
});

describe("redactToolResult", () => {
  it("keeps the envelope: kinds, media types, flags, types of structured content", () => {
    const result = {
      content: [
        { type: "text", text: `card ${CARD}`, annotations: { audience: ["user"] } },
        { type: "image", data: "iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB", mimeType: "image/png" },
        { type: "resource", resource: { uri: "file:///a.txt", mimeType: "text/plain", text: "jane@example.com" } },
        { type: "resource", resource: { uri: "file:///b", blob: btoa(`card ${CARD} and more`) } },
      ],
      structuredContent: { card: 4111111111111111, count: 3 },
      isError: false,
      _meta: { trace: "jane@example.com" },
    };
    const { value, counts } = redactToolResult(result, ["pii"]);
    expect(value).toEqual({
      content: [
        { type: "text", text: "card [redacted:pii.card]", annotations: { audience: ["user"] } },
        { type: "image", data: "iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB", mimeType: "image/png" },
        { type: "resource", resource: { uri: "file:///a.txt", mimeType: "text/plain", text: "[redacted:pii.email]" } },
        { type: "resource", resource: { uri: "file:///b", blob: btoa("[redacted:pii.card]") } },
      ],
      structuredContent: { card: 0, count: 3 },
      isError: false,
      _meta: { trace: "jane@example.com" },
    });
    expect(counts).toEqual({ "pii.card": 3, "pii.email": 1 });
  });
});

describe("links of this platform's own mails", () => {
  const link = "apl_0198b7a2-5f7e-7c11-9a55-2b1f0c7d9e10.Qk9-wX2_aB3cD4eF5gH6iJ7kL8mN9oP0qR1sT2uV3wX";
  const mail = `Decide without signing in:\nhttps://countersign.example/decide/${link}\n\nYou get this since a rule names you.`;
  const wrapped = (text: string) => text.replaceAll(/.{76}/g, "$&\r\n");

  it.each<[string, string]>([
    ["in plain text", mail],
    ["of invitations", mail.replace("apl_", "inv_")],
    ["by which people sign in", mail.replace("apl_", "eml_")],
    ["by which people link their account of Slack", mail.replace("apl_", "sla_")],
    ["in quoted-printable, broken anywhere", mail.replaceAll(/.{34}/g, "$&=\r\n")],
    ["broken within the first letters", mail.replace("apl_", "ap=\r\nl_")],
    ["in base64", wrapped(btoa(mail))],
    ["in base64url", Buffer.from(mail).toString("base64url")],
    ["as a scanner rewrites it", `https://safe.example/?url=${encodeURIComponent(mail).replaceAll("_", "%5F")}`],
    ["in JSON within JSON", JSON.stringify({ raw: JSON.stringify({ html: `<a href="${mail}">` }) })],
    ["in HTML", `<a href="https://countersign.example/decide/${link.replaceAll("_", "&#95;")}">Decide</a>`],
  ])("are taken out %s", (_name, text) => {
    const { value, counts } = redactToolResult({ content: [{ type: "text", text }] }, ["links"]);
    expect(counts.links).toBeGreaterThan(0);
    const left = JSON.stringify(value);
    for (const form of [left, left.replaceAll(/=\\r\\n|\\r\\n/g, "")]) expect(form).not.toContain(link.slice(45));
    expect(left).not.toContain(btoa(mail).slice(60, 100));
  });

  it("ids, other addresses and other secrets stay", () => {
    const text = `apl_0198b7a2 https://countersign.example/o/acme/approvals/${link.split(".")[0]} sk_live_0123456789abcdef01234567`;
    expect(redactJson(text, ["links"]).isChanged).toBe(false);
    expect(redactJson(mail, ["pii"]).isChanged).toBe(false);
  });
});
