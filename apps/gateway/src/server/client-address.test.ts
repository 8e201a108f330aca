import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { clientAddress, parseProxies } from "./client-address.ts";

function told(from: { readonly peer: string; readonly forwarded?: string }, proxies: readonly string[] = []) {
  const headers = from.forwarded === undefined ? {} : { "x-forwarded-for": from.forwarded };
  const request = { socket: { remoteAddress: from.peer }, headers } as unknown as IncomingMessage;
  return clientAddress(parseProxies(proxies))(request);
}

describe("a client's address", () => {
  it("is the socket's, whatever a stranger's headers say", () => {
    expect(told({ peer: "203.0.113.7", forwarded: "10.0.0.1" })).toBe("203.0.113.7");
    expect(told({ peer: "203.0.113.7", forwarded: "10.0.0.1" }, ["10.0.0.0/8"])).toBe("203.0.113.7");
  });

  it.each([
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["fe80::1%eth0", "fe80::1"],
    ["2001:DB8::1", "2001:db8::1"],
    ["", null],
  ])("is told in one form: %s", (peer, expected) => {
    expect(told({ peer })).toBe(expected);
  });

  it.each([
    ["198.51.100.4", "198.51.100.4"],
    ["10.9.9.9, 198.51.100.4", "198.51.100.4"],
    ["198.51.100.4, 10.0.0.2", "198.51.100.4"],
    ["198.51.100.4:4711, 10.0.0.2:80", "198.51.100.4"],
    ["[2001:db8::7]:4711", "2001:db8::7"],
    ["2001:db8::7", "2001:db8::7"],
    ["10.0.0.3, 10.0.0.2", "10.0.0.3"],
    ["198.51.100.4, unknown", null],
    ["198.51.100.4,", null],
    ["", null],
  ])("behind our proxy is the nearest that isn't ours: %j", (forwarded, expected) => {
    expect(told({ peer: "10.0.0.1", forwarded }, ["10.0.0.0/8"])).toBe(expected);
    expect(told({ peer: "::ffff:10.0.0.1", forwarded }, ["10.0.0.0/8"])).toBe(expected);
  });

  it("is the proxy's own when that forwarded nothing", () => {
    expect(told({ peer: "10.0.0.1" }, ["10.0.0.0/8"])).toBe("10.0.0.1");
  });

  it("is not told by a list of proxies that can't be read", () => {
    expect(() => parseProxies(["10.0.0.0/8", "proxy"])).toThrow(RangeError);
  });
});
