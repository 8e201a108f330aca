import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { isForUs } from "./origin-check.ts";

function requestWith(headers: { readonly host?: string; readonly origin?: string }): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  Object.assign(request.headers, headers);
  return request;
}

const local = { publicHost: "127.0.0.1:4601", isLoopback: true };
const hosted = { publicHost: "gateway.acme.example", isLoopback: false };

describe("a request is for us", () => {
  it.each([
    [local, { host: "127.0.0.1:4601" }],
    [local, { host: "localhost:9999" }],
    [local, { host: "[::1]:4601" }],
    [local, { host: "LocalHost" }],
    [local, { host: "127.0.0.1:4601", origin: "http://localhost:3000" }],
    [hosted, { host: "gateway.acme.example" }],
    [hosted, { host: "Gateway.Acme.Example" }],
    [hosted, { host: "gateway.acme.example", origin: "https://gateway.acme.example" }],
  ])("%j %j", (rules, headers) => {
    expect(isForUs(requestWith(headers), rules)).toBe(true);
  });
});

describe("a request isn't for us", () => {
  it.each([
    [local, {}],
    [local, { host: "" }],
    [local, { host: "rebound.evil.example" }],
    [local, { host: "127.0.0.1.evil.example" }],
    [local, { host: "localhost@evil.example" }],
    [local, { host: "127.0.0.1:4601", origin: "https://evil.example" }],
    [local, { host: "127.0.0.1:4601", origin: "null" }],
    [local, { host: "127.0.0.1:4601", origin: "not a URL" }],
    [hosted, { host: "localhost" }],
    [hosted, { host: "127.0.0.1" }],
    [hosted, { host: "gateway.acme.example:8443" }],
    [hosted, { host: "gateway.acme.example", origin: "https://acme.example" }],
  ])("%j %j", (rules, headers) => {
    expect(isForUs(requestWith(headers), rules)).toBe(false);
  });
});
