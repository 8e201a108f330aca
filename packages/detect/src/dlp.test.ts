import { describe, expect, it } from "vitest";
import type { Sought } from "./detector-names.ts";
import { findSensitive } from "./find-sensitive.ts";
import { DISGUISES } from "./testing/disguises.ts";
import { Draw } from "./testing/draw.ts";
import { LOOK_ALIKES } from "./testing/look-alikes.ts";
import { cardNumber, grouped, iban, inFours, type Maker, PERSONAL } from "./testing/personal-corpus.ts";
import { KEYS } from "./testing/secrets-corpus.ts";

const EACH = 10;

/** What stands around a value: prose, a field, a header, a table, a log line. */
const PLACES: readonly ((value: string) => string)[] = [
  (value) => `Please note ${value} for later.`,
  (value) => `He said: "${value}", and I wrote it down`,
  (value) => JSON.stringify({ id: 7, comment: value }),
  (value) => `| name | ${value} | 12 |`,
  (value) => `2026-11-23T09:41:07Z INFO got [${value}] from upstream`,
  (value) => `${value}\nis all there is`,
  (value) => `(${value})`,
];

const coverage = (text: string, value: string, name: Sought): number => {
  const at = text.indexOf(value);
  const from = Math.max(at, 0);
  const till = at < 0 ? text.length : at + value.length;
  const covered = findSensitive(text, [name]).reduce(
    (sum, { start, end }) => sum + Math.max(0, Math.min(end, till) - Math.max(start, from)),
    0,
  );
  return covered / (till - from);
};

describe("P62: what stands plainly is found, all of it", () => {
  it.each(Object.entries(KEYS))("secrets: %s", (_, make) => {
    const draw = new Draw(1);
    for (const place of [...PLACES, ...PLACES]) {
      const value = make(draw);
      const text = place(value);
      // The last characters are the secret, whatever stands before them says.
      const found = findSensitive(text, ["secrets"]);
      const left = found.reduceRight((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), text);
      expect(left).not.toContain(value.replace(/\W+$/, "").slice(-10));
    }
  });

  it.each(["", " ", "-", ".", "\u00a0", "  ", "/", "\n", "_", " - ", "\u2013", "\u2009"])(
    "cards of every issuer, their groups apart by %j",
    (separator) => {
      const draw = new Draw(2);
      for (const place of [...PLACES, ...PLACES, ...PLACES, ...PLACES]) {
        const text = place(grouped(cardNumber(draw), separator));
        expect(findSensitive(text, ["pii.card"]), text).toHaveLength(1);
      }
    },
  );

  it("bank accounts of every country that has them, in fours too", () => {
    const draw = new Draw(3);
    for (let round = 0; round < 600; round += 1) {
      const written = round % 2 === 0 ? iban(draw) : inFours(iban(draw));
      expect(coverage(`Please note ${written} for later.`, written, "pii.iban"), written).toBe(1);
    }
  });

  it.each(PERSONAL)("%s", (name, make) => {
    const draw = new Draw(4);
    const missed: string[] = [];
    for (let round = 0; round < 60; round += 1) {
      for (const place of PLACES) {
        const value = make(draw);
        const text = place(value);
        if (coverage(text, value, name) < 0.7) missed.push(text);
      }
    }
    expect(missed).toEqual([]);
  });
});

describe("P62: what is disguised is found", () => {
  const kinds: readonly (readonly [Sought, Maker])[] = [
    ...PERSONAL,
    ["secrets", (draw) => (KEYS[draw.pick(Object.keys(KEYS))] ?? (() => ""))(draw)],
  ];

  it.each(kinds)("%s: at least 95 of 100, over all ways to write it", (name, make) => {
    const draw = new Draw(5);
    const missed = new Map<string, number>();
    let tried = 0;
    for (const [disguise, hide] of Object.entries(DISGUISES)) {
      for (let round = 0; round < EACH; round += 1) {
        const value = hide(make(draw));
        tried += 1;
        const isFound = findSensitive(`Please note ${value} for later.`, [name]).some((found) => found.name === name);
        if (!isFound) missed.set(disguise, (missed.get(disguise) ?? 0) + 1);
      }
    }
    const rate = 1 - [...missed.values()].reduce((sum, count) => sum + count, 0) / tried;
    console.info(`${name}: ${(100 * rate).toFixed(1)} % of ${tried} disguised found`, Object.fromEntries(missed));
    expect(rate).toBeGreaterThanOrEqual(0.95);
  });
});

describe("P62: what only looks so is left alone", () => {
  it("at most 3 of 100 look-alikes are touched, and of no kind more than every fourth", () => {
    const draw = new Draw(6);
    const touched = new Map<string, number>();
    let tried = 0;
    for (const [kind, make] of Object.entries(LOOK_ALIKES)) {
      for (let round = 0; round < 3 * EACH; round += 1) {
        tried += 1;
        const place = draw.pick(PLACES);
        if (findSensitive(place(make(draw)), ["secrets", "pii"]).length > 0)
          touched.set(kind, (touched.get(kind) ?? 0) + 1);
      }
    }
    const rate = [...touched.values()].reduce((sum, count) => sum + count, 0) / tried;
    console.info(`${(100 * rate).toFixed(2)} % of ${tried} look-alikes touched`, Object.fromEntries(touched));
    expect(rate).toBeLessThanOrEqual(0.03);
    expect([...touched.values()].filter((count) => count > (3 * EACH) / 4)).toEqual([]);
  });
});
