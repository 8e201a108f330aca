import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { readAddressList } from "./address-list.ts";

vi.setConfig({ testTimeout: 60_000 });

interface Known {
  readonly local: string;
  readonly domain: string;
}

const LOCALS = [
  "ana",
  "a.b",
  "a+b",
  "x_y",
  "o'neil",
  "a b",
  "a@evil.com",
  "a,b",
  'a"b',
  "a\\b",
  "(a)",
  "<a>",
  "a;b:c",
  ".a",
];
const DOMAINS = ["example.com", "Mail.Example.ORG", "a-b.corp.example", "bücher.example", "xn--bcher-kva.example"];
const ASCII_DOMAINS = new Map([["bücher.example", "xn--bcher-kva.example"]]);

const known: fc.Arbitrary<Known> = fc.record({
  local: fc.constantFrom(...LOCALS),
  domain: fc.constantFrom(...DOMAINS),
});
const comment = fc.constantFrom("(x)", "(a@evil.com)", "(a (b \\) c) d)", '(,;:<>"@)', "(ü)");
const gap = fc.array(fc.oneof(fc.constantFrom(" ", "\t", "\r\n "), comment), { maxLength: 3 }).map((parts) => {
  // Two folds in a row would leave a line of nothing, and a fold at the end too: both are refused.
  return parts
    .join("")
    .replace(/\r\n ([ \t]*)(?=\r\n)/g, " $1")
    .replace(/\r\n ([ \t]*)$/, " $1");
});
const name = fc.constantFrom(
  "Ana",
  "Ana Q. Public",
  '"Lopez, Ana"',
  '"eve@evil.com"',
  '"a\\"b"',
  "=?utf-8?q?b=40evil.com?=",
  "安娜",
);

const isPlain = (local: string): boolean => /^[A-Za-z0-9+_']+(?:\.[A-Za-z0-9+_']+)*$/.test(local);

/** One of the ways to write a known address. */
const spec = (address: Known): fc.Arbitrary<string> =>
  fc.tuple(gap, gap, gap, gap, fc.boolean()).map(([before, after, inner, end, isQuoted]) => {
    const quoted = `"${address.local.replace(/["\\]/g, "\\$&")}"`;
    const local = isQuoted || !isPlain(address.local) ? quoted : address.local;
    return `${before}${local}${after}@${inner}${address.domain}${end}`;
  });

const mailbox = (address: Known): fc.Arbitrary<string> =>
  fc.oneof(
    spec(address),
    fc.tuple(gap, name, gap, spec(address), gap).map(([a, said, b, inner, c]) => `${a}${said}${b}<${inner}>${c}`),
  );

const written = fc
  .array(fc.array(known, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 })
  .chain((lists) => {
    const entries = lists.map((members) =>
      fc.tuple(fc.tuple(...members.map(mailbox)), fc.boolean(), gap).map(([boxes, isGroup, end]) => {
        return isGroup ? `friends:${boxes.join(",")};${end}` : boxes.join(",");
      }),
    );
    return fc.tuple(...entries).map((parts) => ({ text: parts.join(","), addresses: lists.flat() }));
  });

describe("P15: any list of known addresses", () => {
  it("gives exactly them back, however it is written", () => {
    fc.assert(
      fc.property(written, ({ text, addresses }) => {
        const list = readAddressList(text);
        const expected = addresses.map(
          ({ local, domain }) => `${local}|${ASCII_DOMAINS.get(domain) ?? domain.toLowerCase()}`,
        );
        expect(list.ok ? list.addresses.map(({ local, domain }) => `${local}|${domain}`) : list.message).toEqual(
          expected,
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it("can be read again from the plain addresses it gave", () => {
    fc.assert(
      fc.property(written, ({ text }) => {
        const list = readAddressList(text);
        const again = readAddressList(list.ok ? list.addresses.map(({ address }) => address).join(", ") : "");
        expect(again).toEqual(list);
      }),
      { numRuns: 500 },
    );
  });
});

/** What a program sees that knows nothing but quotes and comments. */
function naiveScan(text: string): string[] {
  const aside = /("(?:[^"\\]|\\.)*")|\((?:[^()\\]|\\.|\((?:[^()\\]|\\.|\([^()]*\))*\))*\)/gs;
  const bare = text.replace(aside, (_, quoted) => (quoted === undefined ? " " : "Q"));
  return [...bare.matchAll(/[^\s<>@,;:"()]+@[^\s<>@,;:"()]+/g)].map(([found]) => found.toLowerCase());
}

const TOKENS = [
  ...'a@example.com b@evil.com a @ example.com evil.com , ; : < > ( ) " \\ . friends: mailto: ? & = %40 %2c ! % [ ] @evil.com: =?utf-8?q?b=40evil.com?='.split(
    " ",
  ),
  ..." |\t|\r|\n|\r\n|\r\n |\0|\u00a0|\u200b|\u202e|＠|，|；|。|ü|\u212a|\u3000|\u2028|bcc:|to=|cc=".split("|"),
];
const noise = fc.oneof(
  fc.array(fc.constantFrom(...TOKENS), { maxLength: 14 }).map((tokens) => tokens.join("")),
  written.chain(({ text }) =>
    fc
      .tuple(fc.nat(text.length), fc.constantFrom(...TOKENS))
      .map(([at, token]) => text.slice(0, at) + token + text.slice(at)),
  ),
  fc.string({ unit: "binary", maxLength: 60 }),
);

describe("P15: any text", () => {
  it("never gives a set that lacks a mailbox which a naive program would write to", () => {
    let read = 0;
    fc.assert(
      fc.property(noise, (text) => {
        const list = readAddressList(text);
        if (!list.ok) return;
        read += list.addresses.length > 0 ? 1 : 0;
        const found = new Set(list.addresses.map(({ address }) => address));
        for (const seen of naiveScan(decodeOnce(text))) {
          const [, domain = ""] = seen.split("@");
          const isFound = found.has(seen) || [...found].some((address) => sameMailbox(address, seen));
          expect(isFound || domain === "", `${JSON.stringify(text)} lacks ${seen}`).toBe(true);
        }
      }),
      { numRuns: 6_000 },
    );
    // The noise isn't all refused: the promise was tried on what was read.
    expect(read).toBeGreaterThan(200);
  });

  it("is read or refused, and never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(typeof readAddressList(text).ok).toBe("boolean");
      }),
    );
  });
});

/** A mailto: URL is looked at as the program sees it that has taken it apart. */
function decodeOnce(text: string): string {
  if (!/^mailto:/i.test(text)) return text;
  try {
    return decodeURIComponent(text.slice("mailto:".length))
      .replace(/[?&](?:to|cc|bcc)=/gi, ",")
      .replace(/[?&].*$/s, "");
  } catch {
    return "";
  }
}

/** Quoted parts were replaced, and other scripts in a domain are given as they travel. */
function sameMailbox(address: string, seen: string): boolean {
  const [local = "", domain = ""] = seen.split("@");
  const at = address.lastIndexOf("@");
  const ascii = domain === "" ? "" : new URL(`http://${domain}/`).hostname;
  return address.slice(at + 1) === ascii && (local.endsWith("q") || address.slice(0, at).toLowerCase() === local);
}
