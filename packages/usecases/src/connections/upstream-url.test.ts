import { expect, test } from "vitest";
import { readUpstreamUrl } from "./upstream-url.ts";

test.each([
  ["https://mcp.example.com/mcp", "https://mcp.example.com/mcp"],
  ["  https://mcp.example.com/mcp \n", "https://mcp.example.com/mcp"],
  ["https://mcp.example.com", "https://mcp.example.com/"],
  ["http://127.0.0.1:4000/mcp?team=7&monkey=1&keyboard=2", "http://127.0.0.1:4000/mcp?team=7&monkey=1&keyboard=2"],
])("%j is an address", (text, href) => {
  const read = readUpstreamUrl(text);
  expect(read.ok && read.url.href).toBe(href);
});

test.each([
  ["not a url", /isn't a web address/],
  ["", /isn't a web address/],
  [`https://x.test/${"a".repeat(3000)}`, /isn't a web address/],
  ["ftp://x.test/", /begin with https/],
  ["javascript:alert(1)", /begin with https/],
  ["https://user:secret@x.test/", /user name or a password/],
  ["https://user@x.test/", /user name or a password/],
  ["https://x.test/#part", /fragment/],
  ["https://x.test/#", /fragment/],
  ["https://x.test/?key=1", /secret in key/],
  ["https://x.test/?a=b&API_KEY=1", /secret in API_KEY/],
  ["https://x.test/?apiKey=1", /secret in apiKey/],
  ["https://x.test/?access_token=1", /secret in access_token/],
  ["https://x.test/?access%5Ftoken=1", /secret in access_token/],
  ["https://x.test/?X-Amz-Signature=1", /secret in X-Amz-Signature/],
  ["https://x.test/?sig=1", /secret in sig/],
  ["https://x.test/?client-secret=1", /secret in client-secret/],
])("%j is refused at its field with the fix", (text, message) => {
  const read = readUpstreamUrl(text);
  if (read.ok) throw new Error("it was taken");
  expect(read.refusal.code).toBe("connection.url.refused");
  expect(read.refusal.problems).toMatchObject([
    { path: "url", message: expect.stringMatching(message), fix: expect.any(String) },
  ]);
});
