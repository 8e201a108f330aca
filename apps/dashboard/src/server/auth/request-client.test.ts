import { describe, expect, it } from "vitest";
import { peerHeader } from "./peer-header.ts";
import { clientAddress, requestClient } from "./request-client.ts";

const PROXIES = ["10.0.0.0/8", "fd00::/8"];

describe("the client's address", () => {
  it.each([
    ["the connection's, whatever the client claims", "203.0.113.7", "198.51.100.1", [], "203.0.113.7"],
    [
      "the connection's, also when proxies are trusted and it is none",
      "203.0.113.7",
      "1.1.1.1",
      PROXIES,
      "203.0.113.7",
    ],
    ["what a trusted proxy saw", "10.0.0.2", "198.51.100.1", PROXIES, "198.51.100.1"],
    ["what the outermost trusted proxy saw", "10.0.0.2", "6.6.6.6, 198.51.100.1, 10.0.0.9", PROXIES, "198.51.100.1"],
    ["the proxy's own when it says nothing", "10.0.0.2", null, PROXIES, "10.0.0.2"],
    ["the proxy's own when it says no address", "10.0.0.2", "unknown", PROXIES, "10.0.0.2"],
    ["IPv4 where it came over IPv6", "::ffff:203.0.113.7", null, [], "203.0.113.7"],
    ["without port", "fd00::2", "[2001:db8::1]:443", PROXIES, "2001:db8::1"],
    ["unknown without a connection, whatever is claimed", null, "198.51.100.1", PROXIES, null],
  ])("is %s", (_why, peer, forwardedFor, trustedProxies, address) => {
    expect(clientAddress({ peer, forwardedFor, trustedProxies })).toBe(address);
  });

  it("is read from a header that no client can name", () => {
    const headers = new Headers({ [peerHeader()]: "203.0.113.7", "x-countersign-peer": "6.6.6.6", "user-agent": "UA" });
    expect(requestClient(headers, [])).toEqual({ ip: "203.0.113.7", userAgent: "UA" });
    expect(peerHeader()).toMatch(/-[0-9a-f]{32}$/);
  });
});
