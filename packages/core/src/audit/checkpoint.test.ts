import { describe, expect, it } from "vitest";
import { type Checkpoint, checkpointText, readCheckpoint, readNote, writeNote } from "./checkpoint.ts";

const ROOT = `${"Ab3+/Zz9".repeat(5)}Ab3=`;
const FIRST: Checkpoint = {
  origin: "countersign.example/org_1",
  size: 0,
  root: ROOT,
  previous: null,
  epoch: 1,
  at: "2026-11-23T09:00:00Z",
};
const LATER: Checkpoint = { ...FIRST, size: 123_456_789_012_345, previous: ROOT };

describe("a checkpoint's text", () => {
  it("is what C2SP's tlog-checkpoint says, with lines of our own after it", () => {
    expect(checkpointText(FIRST)).toBe(`countersign.example/org_1\n0\n${ROOT}\nat 2026-11-23T09:00:00Z\n`);
    expect(checkpointText(LATER)).toBe(
      `countersign.example/org_1\n123456789012345\n${ROOT}\nat 2026-11-23T09:00:00Z\nprevious ${ROOT}\n`,
    );
  });

  it.each([FIRST, LATER, { ...LATER, size: 10 }, { ...LATER, epoch: 2 }])(
    "is read back as it was written",
    (checkpoint) => {
      expect(readCheckpoint(checkpointText(checkpoint))).toEqual(checkpoint);
    },
  );

  it("may hold lines that a later version adds", () => {
    expect(readCheckpoint(`${checkpointText(LATER)}later thing\n`)).toEqual(LATER);
    expect(readCheckpoint(`a\n1\n${ROOT}\nlater thing\nprevious p\nat t\n`)).toEqual({
      origin: "a",
      size: 1,
      root: ROOT,
      previous: "p",
      epoch: 1,
      at: "t",
    });
  });

  it.each([
    ["no text", ""],
    ["only a line's end", "\n"],
    ["no line's end", `a\n1\n${ROOT}\nat t`],
    ["a line's end at the beginning only", `\na\n1\n${ROOT}\nat t`],
    ["no origin", `\n1\n${ROOT}\nat t\n`],
    ["no time", `a\n1\n${ROOT}\n`],
    ["a time that is only a part of a line", `a\n1\n${ROOT}\nthat t\n`],
    ["a time without its space", `a\n1\n${ROOT}\natt\n`],
    ["a time at a line's end", `a\n1\n${ROOT}\nx at \n`],
    ...["", "01", "-1", "1.0", "1e3", " 1", "1 ", "x1", "1x", "+1", "٣", "1234567890123456"].map((size) => [
      `the size "${size}"`,
      `a\n${size}\n${ROOT}\nat t\n`,
    ]),
    ...["", ROOT.slice(1), `A${ROOT}`, `${ROOT}=`, ROOT.replace("=", "A"), ROOT.replace("A", "-"), ` ${ROOT}`].map(
      (root) => [`the root "${root}"`, `a\n1\n${root}\nat t\n`],
    ),
  ])("is none with %s", (_, text) => {
    expect(readCheckpoint(text)).toBeNull();
  });
});

describe("a signed note", () => {
  const text = checkpointText(LATER);
  const signatures = [
    { name: "countersign.example/org_1", blob: "AAAAAGFiYw==" },
    { name: "witness", blob: "q+/0YWJjZGVm" },
  ];

  it("is the text, an empty line, and a line for each signature", () => {
    expect(writeNote({ text: "a\n", signatures })).toBe(
      "a\n\n\u2014 countersign.example/org_1 AAAAAGFiYw==\n\u2014 witness q+/0YWJjZGVm\n",
    );
  });

  it("is read back as it was written, also with an empty line in its text", () => {
    expect(readNote(writeNote({ text, signatures }))).toEqual({ text, signatures });
    expect(readNote(writeNote({ text: "a\n\nb\n", signatures }))).toEqual({ text: "a\n\nb\n", signatures });
    const [one] = signatures;
    expect(readNote(writeNote({ text, signatures: one ? [one] : [] }))?.signatures).toHaveLength(1);
  });

  it.each([
    ["no signature", "a\n\n"],
    ["no empty line", "a\n\u2014 n AAAA\n"],
    ["no line's end", "a\n\n\u2014 n AAAA"],
    ["a line that is no signature", "a\n\n\u2014 n AAAA\nx\n"],
    ["another dash", "a\n\n- n AAAA\n"],
    ["text before the dash", "a\n\nx\u2014 n AAAA\n"],
    ["text after the signature", "a\n\n\u2014 n AAAA x\n"],
    ["no name", "a\n\n\u2014  AAAA\n"],
    ["a name with a space", "a\n\n\u2014 n n AAAA\n"],
    ["no blob", "a\n\n\u2014 n \n"],
    ["a blob that is no base64", "a\n\n\u2014 n A-_A\n"],
    ["three equals signs", "a\n\n\u2014 n AAAA===\n"],
    ["nothing", ""],
  ])("is none with %s", (_, note) => {
    expect(readNote(note)).toBeNull();
  });
});
