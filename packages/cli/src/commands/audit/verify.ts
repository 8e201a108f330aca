import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { type ExportFault, type Verified, verifyExport } from "@countersign/vault/audit";
import { type Command, UsageError } from "../../command.ts";

/**
 * Checks an export of the audit offline: no network, no database, nothing but the file and the key. Exits with 0 when
 * every record is the one that was recorded, with 1 when one isn't, and with 2 when the file can't be read.
 */
export const verifyCommand: Command = {
  usage: "audit verify FILE [--key KEY]… [--keys FILE] [--checkpoint FILE]… [--json]",
  summary: "Says whether an export of the audit is whole and unchanged, and where it isn't.",
  async run(args, { output, errors }) {
    const { file, keys, checkpoints, json } = await readArguments(args);
    const trusted = await Promise.all(checkpoints.map((path) => readFile(path, "utf8")));
    const startedAt = performance.now();
    const verified = await verifyExport(linesOf(file), { trusted, keys });
    const ms = Math.round(performance.now() - startedAt);
    if (json) output.write(`${JSON.stringify({ file, ...verified, ms })}\n`);
    else if (verified.ok) output.write(said(verified, ms));
    else errors.write(told(file, verified.fault));
    if (verified.ok && keys.length === 0 && !json) errors.write(OWN_KEY);
    return verified.ok ? 0 : 1;
  },
};

const OWN_KEY =
  "Note: checked with the key that the file itself names. Give --key, or a --checkpoint that was kept elsewhere, to know\n" +
  "that nobody has made the whole export anew.\n";

const PIECE_BYTES = 1_048_576;

async function readArguments(args: readonly string[]) {
  const { values, positionals } = parsed(args);
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw new UsageError("name one file");
  const listed = values.keys === undefined ? [] : keysIn(await readFile(values.keys, "utf8"));
  if (values.keys !== undefined && listed.length === 0) throw new UsageError("the file of keys holds none");
  return {
    file,
    keys: [...(values.key ?? []), ...listed],
    checkpoints: values.checkpoint ?? [],
    json: values.json ?? false,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        key: { type: "string", multiple: true },
        keys: { type: "string" },
        checkpoint: { type: "string", multiple: true },
        json: { type: "boolean" },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** A line of a file of keys is a key, with `until LEAVES` after it where another followed; `#` begins a comment. */
function keysIn(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(/^#.*/, "").trim())
    .filter((line) => line !== "");
}

/** The lines of a file, one after the other: memory stays flat however long it is. Throws when it can't be read. */
async function* linesOf(file: string): AsyncGenerator<string> {
  let rest = "";
  for await (const piece of createReadStream(file, { encoding: "utf8", highWaterMark: PIECE_BYTES })) {
    const lines = `${rest}${piece}`.split(/\r?\n/);
    rest = lines.pop() ?? "";
    for (const line of lines) if (line !== "") yield line;
  }
  if (rest !== "") yield rest;
}

function said(verified: Extract<Verified, { ok: true }>, ms: number) {
  const { organizationId, records, selectedOf, signed, checkpoints, erased } = verified;
  const unsigned = records - signed;
  const lines = [
    ...(selectedOf === null
      ? [
          `${records} records of ${organizationId} are whole and unchanged (${ms} ms).`,
          `${signed} of them stand behind ${checkpoints} signed heads${unsigned > 0 ? `; the last ${unsigned} came after` : ""}.`,
        ]
      : [
          `${records} of ${selectedOf} records of ${organizationId}, a selection; ${signed} are proved unchanged (${ms} ms).`,
          "Whether it leaves out a record that it should hold, a selection can't tell.",
          ...(unsigned > 0 ? [`${unsigned} came after the signed head: nothing proves them yet.`] : []),
        ]),
    ...(erased > 0 ? [`${erased} were erased: their places are proved, their contents are gone.`] : []),
  ];
  return `${lines.join("\n")}\n`;
}

function told(file: string, { kind, message, sequence, recordId }: ExportFault): string {
  const where = [sequence !== null && `sequence ${sequence}`, recordId && `record ${recordId}`].filter(Boolean);
  return `${file}: ${kind}: ${message}${where.length > 0 ? ` First bad: ${where.join(", ")}.` : ""}\n`;
}
