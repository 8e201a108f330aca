import fc from "fast-check";
import { expect, test } from "vitest";
import { createSseReader, sseComment, sseEvent } from "./sse.ts";

const json = fc
  .tuple(fc.jsonValue({ maxDepth: 3 }), fc.nat(2))
  .map(([value, indent]) => JSON.stringify(value, null, indent));

/** Cuts bytes anywhere, in the middle of characters and line ends too. */
function pieces(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const at = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...at, bytes.length].map((end, index) => bytes.subarray(at[index - 1] ?? 0, end));
}

test("what is written is read, however the bytes are cut", () => {
  fc.assert(
    fc.property(fc.array(json, { maxLength: 5 }), fc.array(fc.nat(), { maxLength: 8 }), (texts, cuts) => {
      const bytes = Buffer.concat(
        texts.flatMap((text, n) => [sseComment(), sseEvent(text, n % 2 === 0 ? `${n}` : undefined)]),
      );
      const reader = createSseReader();
      const events = pieces(bytes, cuts).flatMap((piece) => reader.push(piece));
      expect(events.map(({ data }) => JSON.parse(data))).toEqual(texts.map((text) => JSON.parse(text)));
      expect(reader.pending).toBe(0);
    }),
    { numRuns: 1000 },
  );
});

test.each(["\n", "\r", "\r\n"])("lines may end with %j", (end) => {
  const reader = createSseReader();
  const text = [
    "\ufeffid: 7",
    "event: ping",
    "retry: 250",
    "data: a",
    "data:b",
    ": comment",
    "unknown: x",
    "",
    "",
  ].join(end);
  const events = [...text].flatMap((char) => reader.push(Buffer.from(char)));
  // A lone CR at the end may be half of a CRLF, so that event waits for one more byte.
  const all = [...events, ...reader.push(Buffer.from("x"))];
  expect(all).toEqual([{ event: "ping", data: "a\nb", id: "7", retryMs: 250 }]);
});

test("a stream without line ends is read in time linear in its length", () => {
  const reader = createSseReader();
  const chunk = Buffer.alloc(65_536, "x");
  for (let n = 0; n < 64; n += 1) expect(reader.push(chunk)).toEqual([]);
  expect(reader.pending).toBe(64 * 65_536);
});
