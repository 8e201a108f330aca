import { Secret } from "@countersign/vault";
import { expect, test } from "vitest";
import { readCredential } from "./credential-input.ts";

const SECRET = "s3cret-0123456789";
const header = (headerName: string, value = SECRET) =>
  readCredential({ kind: "header", headerName, value: new Secret(value) });
const bearer = (value: string) => readCredential({ kind: "bearer", value: new Secret(value) });

test("a bearer token goes in Authorization, with or without its word before it", () => {
  for (const given of [SECRET, `Bearer ${SECRET}`, `  bearer   ${SECRET}\n`]) {
    const read = bearer(given);
    if (!read.ok) throw new Error(read.refusal.detail);
    expect(read.credential).toMatchObject({ kind: "bearer", headerName: "authorization" });
    expect(read.credential.value.reveal()).toBe(SECRET);
  }
});

test("a header's name is kept in lower case", () => {
  expect(header("X-Api-Key")).toMatchObject({ ok: true, credential: { headerName: "x-api-key" } });
});

test.each([
  "Host",
  "content-length",
  "Cookie",
  "Transfer-Encoding",
  "connection",
  "Proxy-Authorization",
  "Mcp-Session-Id",
  "mcp-method",
  "Countersign-Key",
  "Origin",
  "",
  "two words",
  "naïve",
  "x:y",
  "x\r\ny",
])("the header %j can't carry a secret", (name) => {
  expect(header(name)).toMatchObject({ ok: false, refusal: { problems: [{ path: "secret.headerName" }] } });
});

test.each([
  "",
  "short",
  "a".repeat(5000),
  "two\nlines-0123456",
  "tab\tinside-123",
  "ключ-0123456789",
  "\u0000\u0001aaaaaaaa",
])("a secret that is %j is refused without being quoted", (value) => {
  const read = header("x-api-key", value);
  expect(read).toMatchObject({ ok: false, refusal: { problems: [{ path: "secret.value" }] } });
  if (value !== "") expect(JSON.stringify(read)).not.toContain(value);
});
