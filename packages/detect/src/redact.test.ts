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
