import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatIpAddress, parseIpAddress } from "./ip-address.ts";
import { formatIpRange, isInRanges, parseIpRange } from "./ip-range.ts";

const canonical = (text: string): string | null => {
  const range = parseIpRange(text);
  return range && formatIpRange(range);
};
const holds = (range: string, address: string): boolean => {
  const [parsed, at] = [parseIpRange(range), parseIpAddress(address)];
  if (!parsed || !at) throw new Error("the test's own addresses are wrong");
  return isInRanges(at, [parsed]);
};

describe("addresses", () => {
  test.each([
    ["10.1.2.3", "10.1.2.3"],
    ["0.0.0.0", "0.0.0.0"],
    ["::ffff:10.1.2.3", "10.1.2.3"],
    ["::ffff:a01:203", "10.1.2.3"],
    ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["::", "::"],
    ["::1", "::1"],
    ["1::", "1::"],
    ["1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7"],
    ["64:ff9b::192.0.2.1", "64:ff9b::c000:201"],
  ])("%s reads as %s", (text, formatted) => {
    const address = parseIpAddress(text);
    expect(address && formatIpAddress(address)).toBe(formatted);
  });

  test.each([
    "",
    "1.2.3",
    "1.2.3.4.5",
    "01.2.3.4",
    "1.2.3.256",
    "0x7f.0.0.1",
    "2130706433",
    " 1.2.3.4",
    "1.2.3.4 ",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1::2::3",
    ":::",
    ":1",
    "1:",
    "1:2:3:4:5:6:7:8::",
    "12345::",
    "g::",
    "fe80::1%eth0",
    "1.2.3.4::",
    "::1.2.3.4:5",
    "localhost",
  ])("%j is no address", (text) => {
    expect(parseIpAddress(text)).toBeNull();
  });

  test("what is written is read again as the same address", () => {
    const bits = fc.oneof(
      fc.record({ family: fc.constant(4 as const), bits: fc.bigInt(0n, 2n ** 32n - 1n) }),
      fc.record({ family: fc.constant(6 as const), bits: fc.bigInt(2n ** 48n, 2n ** 128n - 1n) }),
    );
    fc.assert(
      fc.property(bits, (address) => {
        expect(parseIpAddress(formatIpAddress(address))).toEqual(address);
      }),
    );
  });
});

describe("ranges", () => {
  test.each([
    ["10.0.0.0/8", "10.0.0.0/8"],
    ["10.1.2.3/8", "10.0.0.0/8"],
    ["10.1.2.3", "10.1.2.3/32"],
    ["0.0.0.0/0", "0.0.0.0/0"],
    ["2001:db8::5/32", "2001:db8::/32"],
    ["::1", "::1/128"],
    ["::ffff:10.1.2.3/104", "10.0.0.0/8"],
    ["::/0", "::/0"],
  ])("%s is %s", (text, formatted) => {
    expect(canonical(text)).toBe(formatted);
  });

  test.each(["10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/08", "10.0.0.0/8/8", "::/129", "::ffff:10.0.0.0/95"])(
    "%j is no range",
    (text) => {
      expect(parseIpRange(text)).toBeNull();
    },
  );

  test.each([
    ["10.0.0.0/8", "10.255.255.255", true],
    ["10.0.0.0/8", "11.0.0.0", false],
    ["10.0.0.0/8", "::ffff:10.9.8.7", true],
    ["10.1.2.3", "10.1.2.3", true],
    ["10.1.2.3", "10.1.2.2", false],
    ["0.0.0.0/0", "8.8.8.8", true],
    ["0.0.0.0/0", "2001:db8::1", false],
    ["::/0", "2001:db8::1", true],
    ["::/0", "10.0.0.1", false],
    ["2001:db8::/32", "2001:db9::", false],
  ])("%s holds %s: %s", (range, address, expected) => {
    expect(holds(range, address)).toBe(expected);
  });
});
