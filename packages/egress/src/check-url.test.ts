import { describe, expect, test } from "vitest";
import { parseAddress, parseCidr } from "./address-rules.ts";
import { checkAddress, checkUrl } from "./check-url.ts";

const none: [] = [];
const loopback = ["127.0.0.0/8", "::1/128"].map(parseCidr);

describe("without an allowed network", () => {
  test.each([
    "https://example.com/mcp",
    "https://example.com:8443/mcp?x=1#y",
    "https://8.8.8.8/",
    "https://8.8.8.8:443/",
    "https://[2606:4700:4700::1111]/mcp",
    "https://EXAMPLE.com",
    "https://xn--bcher-kva.example/",
    "https://[64:ff9b::808:808]/",
  ])("%s is let through", (url) => {
    expect(checkUrl(url, none)).toMatchObject({ ok: true });
  });

  test.each([
    ["https://127.0.0.1/", "egress.address.refused"],
    ["https://127.1/", "egress.address.refused"],
    ["https://0x7f000001/", "egress.address.refused"],
    ["https://2130706433/", "egress.address.refused"],
    ["https://0177.0.0.1/", "egress.address.refused"],
    ["https://①②⑦.⓪.⓪.①/", "egress.address.refused"],
    ["https://%31%32%37.0.0.1/", "egress.address.refused"],
    ["https://0.0.0.0/", "egress.address.refused"],
    ["https://10.1.2.3/", "egress.address.refused"],
    ["https://172.16.0.1/", "egress.address.refused"],
    ["https://192.168.1.1/", "egress.address.refused"],
    ["https://100.64.0.1/", "egress.address.refused"],
    ["https://100.100.100.200/latest/meta-data", "egress.address.refused"],
    ["https://169.254.169.254/latest/meta-data", "egress.address.refused"],
    ["https://168.63.129.16/", "egress.address.refused"],
    ["https://192.0.0.192/", "egress.address.refused"],
    ["https://198.18.0.1/", "egress.address.refused"],
    ["https://224.0.0.1/", "egress.address.refused"],
    ["https://255.255.255.255/", "egress.address.refused"],
    ["https://240.0.0.1/", "egress.address.refused"],
    ["https://[::1]/", "egress.address.refused"],
    ["https://[::]/", "egress.address.refused"],
    ["https://[::ffff:127.0.0.1]/", "egress.address.refused"],
    ["https://[::ffff:7f00:1]/", "egress.address.refused"],
    ["https://[::127.0.0.1]/", "egress.address.refused"],
    ["https://[::8.8.8.8]/", "egress.address.refused"],
    ["https://[64:ff9b::7f00:1]/", "egress.address.refused"],
    ["https://[64:ff9b:1::1]/", "egress.address.refused"],
    ["https://[2002:7f00:1::]/", "egress.address.refused"],
    ["https://[2001:0:1::1]/", "egress.address.refused"],
    ["https://[fe80::1]/", "egress.address.refused"],
    ["https://[fec0::1]/", "egress.address.refused"],
    ["https://[fd00:ec2::254]/", "egress.address.refused"],
    ["https://[ff02::1]/", "egress.address.refused"],
    ["https://[4000::1]/", "egress.address.refused"],
    ["https://[fe80::1%25eth0]/", "egress.url.invalid"],
    ["https://0x08.8.8.8/", "egress.host.odd"],
    ["https://134744072/", "egress.host.odd"],
    ["http://8.8.8.8/", "egress.plain.refused"],
    ["http://example.com/", "egress.plain.refused"],
    ["ftp://example.com/", "egress.scheme.refused"],
    ["file:///etc/passwd", "egress.scheme.refused"],
    ["gopher://127.0.0.1:6379/_x", "egress.scheme.refused"],
    ["javascript:alert(1)", "egress.scheme.refused"],
    ["https://user:secret@example.com/", "egress.credentials.refused"],
    ["https://example.com@127.0.0.1/", "egress.credentials.refused"],
    ["https://@example.com/", "egress.credentials.refused"],
    ["https:///", "egress.url.invalid"],
    ["https://exa\nmple.com/", "egress.url.invalid"],
    ["not a url", "egress.url.invalid"],
    [`https://example.com/${"a".repeat(3000)}`, "egress.url.invalid"],
  ])("%s is refused as %s", (url, code) => {
    expect(checkUrl(url, none)).toMatchObject({ ok: false, code });
  });
});

describe("within an allowed network", () => {
  test.each([
    "http://127.0.0.1:4603/mcp",
    "https://127.0.0.1/",
    "http://[::1]:80/",
    "http://[::ffff:127.0.0.1]/",
    "http://2130706433/",
  ])("%s is let through", (url) => {
    expect(checkUrl(url, loopback)).toMatchObject({ ok: true });
  });

  test.each(["http://10.0.0.1/", "https://169.254.169.254/", "http://8.8.8.8/"])(
    "%s is refused all the same",
    (url) => {
      expect(checkUrl(url, loopback)).toMatchObject({ ok: false });
    },
  );
});

test("plain http to a public address passes only within an allowed network", () => {
  const address = parseAddress("8.8.8.8");
  if (address === null) throw new Error("8.8.8.8 is an address");
  expect(checkAddress(address, "http:", none)).toMatchObject({ code: "egress.plain.refused" });
  expect(checkAddress(address, "http:", [parseCidr("8.8.8.0/24")])).toBeNull();
  expect(checkAddress(address, "https:", none)).toBeNull();
});

test.each(["10.0.0.0", "10.0.0.0/33", "example.com/8", "", "::/129"])("%j is no CIDR", (text) => {
  expect(() => parseCidr(text)).toThrow(RangeError);
});
