import { describe, expect, it } from "vitest";
import { DETECTOR_NAMES } from "./detector-names.ts";
import { findSensitive } from "./find-sensitive.ts";

const MEBIBYTE = 1_048_576;

const repeated =
  (unit: string) =>
  (length: number): string =>
    unit.repeat(Math.ceil(length / unit.length)).slice(0, length);

/** Base64 of base64 of base64, as deep as it goes. */
function nested(length: number): string {
  let text = "card 4111111111111111";
  while (text.length * 1.4 < length) text = btoa(text);
  return text.padEnd(length, "A");
}

/** Texts in which each detector begins anew at every place, or finds what it looks for all the way through. */
const HOSTILE: { readonly [name: string]: (length: number) => string } = {
  ...Object.fromEntries(
    [
      ...["a", "4", "0", "@", ".", ":", "=", "'", '"', "(", "-", "_", " ", "\n", "\u200b", "\ufeff4"],
      ...["4 ", "4-", "01 ", "41 ", "+1 ", "+49", "a@", "a.", "a_", "a-", "a\n", "ey", "ey.", "://", "a://a:", "8Q~"],
      ...["AKIA", "ghp_", "sk-", "sk_live_", "xoxb-", "1:AA", "AZDO", "a-us", "a.atlasv1.", "SG.", "pat", "MMMMMM."],
      ...["bearer ", "password=", 'password="', "token: ", "<password>", "--password ", "-----BEGIN PRIVATE KEY-----"],
      ...["QUFB", "ab:", "DE89 ", "DE00", "%25", "\\u0041", "&#65;", "=41", '"+"', "one ", "a dot ", "a at ", "[at]"],
      ...["\u0664", "\ud835\udfd2", "\uff14", "4111111111111111 ", "ana@a.io ", "ssn 123-45-6789 ", "(415) 555-2671 "],
    ].map((unit) => [JSON.stringify(unit), repeated(unit)]),
  ),
  "base64 in base64": nested,
};

/** The CPU's own time, ms: how busy the machine is doesn't count. */
function costOf(text: string): number {
  const before = process.cpuUsage();
  findSensitive(text, DETECTOR_NAMES);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

describe("all detectors over a hostile text", () => {
  it.each(Object.entries(HOSTILE))(
    "take eight times the work for eight times the text: %s",
    (_, make) => {
      const [small, large] = [make(MEBIBYTE / 64), make(MEBIBYTE / 8)];
      costOf(small);
      // Work that grew with the square would be 64 times as much, at every attempt.
      const ratios: number[] = [];
      while (ratios.length < 5 && !ratios.some((ratio) => ratio < 24)) {
        ratios.push(costOf(large) / Math.max(costOf(small), 1));
      }
      expect(Math.min(...ratios)).toBeLessThan(24);
    },
    60_000,
  );

  it.each(["8Q~", "ana@a.io ", "4111111111111111 ", "a://a:b@c "])(
    "are at the end of a mebibyte of %j",
    (unit) => {
      expect(findSensitive(repeated(unit)(MEBIBYTE), DETECTOR_NAMES).at(-1)?.end ?? 0).toBeLessThanOrEqual(MEBIBYTE);
    },
    60_000,
  );
});
