import { eraseRecord, inclusionPath, type JsonObject, type NodeReader, nodesOfTiles } from "@countersign/core";
import { volume } from "@countersign/testkit";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { recordPartHashes } from "./record-leaf.ts";
import { type MadeExport, makeExport } from "./testing/make-export.ts";
import { joinHashes, splitHashes, treeHasher } from "./tree-hasher.ts";
import { verifyExport } from "./verify-export.ts";

vi.setConfig({ testTimeout: volume({ ci: 60_000, soak: 21_600_000 }) });

const RUNS = { numRuns: volume({ ci: 200, soak: 10_000 }) };
const RECORDS = 150;
const SIGNED = 128;
const PLAN = { records: RECORDS, signEach: 32 };
const original = makeExport(PLAN);
const key = String(original.header["publicKey"]);
const newest = original.header.checkpoints.at(-2) ?? "";

interface Line {
  sequence: string;
  salts: string;
  record: JsonObject;
  path: string[] | null;
}
interface Selection {
  header: MadeExport["header"] | Record<string, unknown>;
  lines: Line[];
}

const nodes = new WeakMap<MadeExport, NodeReader>();

/** Reads nodes of an export's tree, each made once. */
function nodesOf(made: MadeExport): NodeReader {
  const leaves = made.lines.flatMap(({ leaf }) => splitHashes(leaf));
  const known = nodes.get(made) ?? nodesOfTiles(treeHasher, ({ row, index }) => (row + index === 0 ? leaves : []));
  nodes.set(made, known);
  return known;
}

/** Of an export, the records at these places as a filter would find them, newest first, under the head of 128. */
function select(made: MadeExport, places: readonly number[]): Selection {
  const read = nodesOf(made);
  const lines = [...new Set(places)]
    .sort((one, other) => other - one)
    .flatMap((index) => {
      const found = made.lines[index];
      if (!found) return [];
      const { sequence, salts, record } = structuredClone(found);
      const path = index < SIGNED ? inclusionPath(treeHasher, { index, size: SIGNED }, read) : null;
      return [{ sequence, salts, record, path: path?.map((hash) => joinHashes([hash])) ?? null }];
    });
  const { organizationId, publicKey, firstSequence, checkpoints } = made.header;
  const head = checkpoints[checkpoints.length - 2] ?? null;
  const header = { countersign: "audit-selection", v: 1, organizationId, publicKey, firstSequence, treeSize: RECORDS };
  return { header: { ...header, checkpoint: head }, lines };
}

const verify = ({ header, lines }: Selection, trusted: readonly string[] = []) =>
  verifyExport(
    [header, ...lines].map((each) => JSON.stringify(each)),
    { keys: [key], trusted },
  );
const faultOf = async (selection: Selection, trusted: readonly string[] = []) => {
  const verified = await verify(selection, trusted);
  return verified.ok ? null : verified.fault;
};
const places = fc.uniqueArray(fc.nat(SIGNED - 1), { minLength: 2, maxLength: 12 });
const lineAt = ({ lines }: Selection, at: number): Line => {
  const found = lines[at % lines.length];
  if (!found) throw new Error("no such line");
  return found;
};
const tampered = (tamper: (selection: Selection, at: number) => string) =>
  fc.assert(
    fc.asyncProperty(places, fc.nat(11), async (chosen, at) => {
      const selection = select(original, chosen);
      const kind = tamper(selection, at);
      expect((await faultOf(selection))?.kind).toBe(kind);
    }),
    RUNS,
  );

describe("P50: records that a filter has found, verified offline", () => {
  it("are right as they were found, with those that came after the head told apart", async () => {
    const verified = await verify(select(original, [0, 5, 127, 128, 149]), [newest]);
    expect(verified).toMatchObject({ ok: true, records: 5, selectedOf: RECORDS, signed: 3, checkpoints: 1 });
    expect(await verify(select(original, []))).toMatchObject({ ok: true, records: 0 });
  });

  it("are refused with one edited", () =>
    tampered((selection, at) => {
      Object.assign(lineAt(selection, at).record, { outcome: "denied" });
      return "edited";
    }));

  it("are refused with one put at another's place, or its proof taken away", async () => {
    await tampered((selection, at) => {
      const [one, other] = [lineAt(selection, at), lineAt(selection, at + 1)];
      [one.record, other.record] = [other.record, one.record];
      return "edited";
    });
    await tampered((selection, at) => {
      lineAt(selection, at).path = null;
      return "edited";
    });
  });

  it("are refused with one inserted: a copy, one of no place, one with a proof that can't be", async () => {
    await tampered((selection, at) => {
      selection.lines.splice(at, 0, structuredClone(lineAt(selection, at)));
      return "inserted";
    });
    await tampered((selection, at) => {
      lineAt(selection, at).sequence = String(RECORDS + at);
      return "inserted";
    });
    await tampered((selection, at) => {
      lineAt(selection, at).sequence = String(SIGNED + at);
      return "tree";
    });
  });

  it("are refused with another organization's, and as another's", async () => {
    const another = makeExport({ ...PLAN, organizationId: "org_2" });
    await tampered((selection, at) => {
      const [foreign] = select(another, [at]).lines;
      if (foreign) selection.lines[at % selection.lines.length] = foreign;
      return "other_organization";
    });
    expect(await faultOf(select(another, [1]))).toMatchObject({ kind: "other_organization" });
  });

  it("are refused when all was signed anew, or isn't of the tree that a kept head is of", async () => {
    const resigned = select(makeExport({ ...PLAN, secret: "another secret" }), [3]);
    expect(await faultOf(resigned)).toMatchObject({ kind: "key" });
    expect(await faultOf({ ...resigned, header: { ...resigned.header, publicKey: key } })).toMatchObject({
      kind: "signature",
    });
    const forked = makeExport({ ...PLAN, rotateAt: 100 });
    const swapped = { ...select(original, [3]).header, checkpoint: forked.header.checkpoints[0] };
    expect(await faultOf({ ...select(original, [3]), header: swapped })).toMatchObject({ kind: "edited" });
    // A head of another size tells nothing of it, which is no reason to pass.
    const older = original.header.checkpoints.slice(0, 1);
    expect(await faultOf(select(original, [3]), older)).toMatchObject({ kind: "format" });
  });

  it("P54: are right with one that was erased", async () => {
    const selection = select(original, [3, 77]);
    const erased = lineAt(selection, 0);
    const hashes = recordPartHashes(erased.record, erased.salts);
    selection.lines[0] = { ...erased, salts: null, erased: hashes, record: eraseRecord(erased.record) } as never;
    expect(await verify(selection)).toMatchObject({ ok: true, records: 2, erased: 1 });
  });
});
