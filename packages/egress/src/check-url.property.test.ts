import { specialRange } from "@countersign/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseAddress } from "./address-rules.ts";
import { checkUrl } from "./check-url.ts";

const octet = fc.integer({ min: 0, max: 255 });
const forbidden = fc.oneof(
  fc.tuple(fc.constantFrom(0, 10, 127, 224, 239, 240, 255), octet, octet, octet),
  fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), octet, octet),
  fc.tuple(fc.constant(192), fc.constant(168), octet, octet),
  fc.tuple(fc.constant(169), fc.constant(254), octet, octet),
  fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), octet, octet),
);

const spellings: ((o: readonly [number, number, number, number]) => string)[] = [
  (o) => o.join("."),
  (o) => o.map((n) => `0x${n.toString(16)}`).join("."),
  (o) => o.map((n) => `0${n.toString(8)}`).join("."),
  (o) => String(o.reduce((sum, n) => sum * 256 + n, 0)),
  (o) => `${o[0]}.${o[1]}.${o[2] * 256 + o[3]}`,
  (o) => `${o[0]}.${(o[1] * 256 + o[2]) * 256 + o[3]}`,
  (o) => `[::ffff:${o.join(".")}]`,
  (o) => `[64:ff9b::${o.join(".")}]`,
  (o) => `[::${o.join(".")}]`,
  (o) => o.map((n) => [...String(n)].map((digit) => `%3${digit}`).join("")).join("."),
  (o) => `${o.join(".")}.`,
];

test("no spelling of a forbidden IPv4 address gets through", () => {
  fc.assert(
    fc.property(forbidden, fc.constantFrom(...spellings), fc.constantFrom("http", "https"), (octets, spell, scheme) => {
      expect(checkUrl(`${scheme}://${spell(octets)}/`, []).ok).toBe(false);
    }),
    { numRuns: 2000 },
  );
});

test("every ordinary public IPv4 address gets through over https", () => {
  const special = new Set([
    "192.0",
    "192.31",
    "192.52",
    "192.88",
    "192.168",
    "192.175",
    "198.18",
    "198.19",
    "198.51",
    "203.0",
    "168.63",
  ]);
  const first = fc.integer({ min: 1, max: 223 }).filter((n) => ![10, 100, 127, 169, 172].includes(n));
  fc.assert(
    fc.property(first, octet, octet, octet, (a, b, c, d) => {
      fc.pre(!special.has(`${a}.${b}`));
      expect(checkUrl(`https://${a}.${b}.${c}.${d}/`, []).ok).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test("only IPv6 addresses of the global range or with a public IPv4 inside can be public", () => {
  const group = fc.integer({ min: 0, max: 0xffff });
  fc.assert(
    fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
      const address = parseAddress(groups.map((n) => n.toString(16)).join(":"));
      fc.pre(address !== null && address.family === 6);
      const isPublic = address !== null && specialRange(address) === null;
      const [first = 0, second = 0] = groups;
      if (isPublic) expect(first >>> 13 === 1 || (first === 0x64 && second === 0xff9b)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test("no text makes the check throw", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.webUrl(),
        fc.ipV4().map((ip) => `http:\\\\${ip}`),
      ),
      (text) => {
        expect(typeof checkUrl(text, []).ok).toBe("boolean");
      },
    ),
    { numRuns: 2000 },
  );
});
