import { eraseRecord, readCheckpoint, readNote } from "@countersign/core";
import { volume } from "@countersign/testkit";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { createNoteSigner } from "./note-signing.ts";
import { recordLeaf, recordPartHashes } from "./record-leaf.ts";
import { Secret } from "./secret.ts";
import { linesOf, type MadeExport, makeExport } from "./testing/make-export.ts";
import { joinHashes } from "./tree-hasher.ts";
import { verifyExport } from "./verify-export.ts";

vi.setConfig({ testTimeout: volume({ ci: 60_000, soak: 21_600_000 }) });

const RUNS = { numRuns: volume({ ci: 200, soak: 10_000 }) };
const RECORDS = 150;
const SIGNED_AS = "countersign/org_1";
const PLAN = { records: RECORDS, signEach: 32 };
const original = makeExport(PLAN);
const another = makeExport({ ...PLAN, organizationId: "org_2" });
const publicKey = String(original.header["publicKey"]);

type Line = MadeExport["lines"][number];
const line = (made: MadeExport, at: number): Line => {
  const found = made.lines[at];
  if (!found) throw new Error("no such line");
  return found;
};
const copy = (): MadeExport => structuredClone(original);
const faultOf = async (made: MadeExport, trusted: readonly string[] = []) => {
  const verified = await verifyExport(linesOf(made), { keys: [publicKey], trusted });
  return verified.ok ? null : verified.fault;
};
const place = fc.integer({ min: 0, max: RECORDS - 1 });

/** Paths of a record at which somebody might change a value. */
const EDITS: readonly (readonly [string, (record: Line["record"]) => unknown])[] = [
  ["outcome", (record) => Object.assign(record, { outcome: "denied" })],
  ["decision", (record) => Object.assign(record, { decision: "deny" })],
  ["cost", (record) => Object.assign(record, { costMicros: "1" })],
  ["time", (record) => Object.assign(record, { at: "2020-01-01T00:00:00.000Z" })],
  ["agent", (record) => Object.assign(record, { principal: { agentId: "agt_2", agentName: "other" } })],
  ["arguments", (record) => Object.assign(record, { arguments: { text: "{}", bytes: 2, sha256: "", isCut: false } })],
  ["summary", (record) => Object.assign(record, { summary: "nothing" })],
  ["limits", (record) => Object.assign(record, { limits: [] })],
  ["a new member", (record) => Object.assign(record, { note: "added" })],
  ["a member taken away", (record) => Reflect.deleteProperty(record, "latency")],
];

describe("P50: an export verified offline", () => {
  it("is right as it was made, from any of its heads on", async () => {
    const verified = await verifyExport(linesOf(original), { keys: [publicKey], trusted: original.header.checkpoints });
    expect(verified).toMatchObject({ ok: true, records: RECORDS, signed: RECORDS, erased: 0 });
  });

  it("names the record that was edited, whatever of it was", async () => {
    await fc.assert(
      fc.asyncProperty(place, fc.constantFrom(...EDITS), async (at, [, edit]) => {
        const made = copy();
        edit(line(made, at).record);
        expect(await faultOf(made)).toMatchObject({ kind: "edited", sequence: String(at), recordId: `rec_${at}` });
      }),
      RUNS,
    );
  });

  it("is refused where a record was edited and its leaf made anew", async () => {
    await fc.assert(
      fc.asyncProperty(place, fc.constantFrom(...EDITS), async (at, [, edit]) => {
        const made = copy();
        const changed = line(made, at);
        edit(changed.record);
        changed.leaf = joinHashes([recordLeaf(changed.sequence, changed.record, changed.salts)]);
        const fault = await faultOf(made);
        expect(fault?.kind).toBe("tree");
        // Told from the signed head before it on.
        expect(fault?.sequence).toBe(String(Math.floor(at / PLAN.signEach) * PLAN.signEach));
      }),
      RUNS,
    );
  });

  it("names the first record that is missing", async () => {
    await fc.assert(
      fc.asyncProperty(place, fc.integer({ min: 1, max: 5 }), fc.boolean(), async (at, count, isRenumbered) => {
        const made = copy();
        made.lines.splice(at, count);
        if (isRenumbered) renumber(made);
        const fault = await faultOf(made);
        expect(fault).not.toBeNull();
        if (!isRenumbered && at + count < RECORDS)
          expect(fault).toMatchObject({ kind: "missing", sequence: String(at) });
      }),
      RUNS,
    );
  });

  it("is refused with a record inserted, its own or a made-up one", async () => {
    await fc.assert(
      fc.asyncProperty(place, place, fc.boolean(), async (at, from, isRenumbered) => {
        const made = copy();
        made.lines.splice(at, 0, structuredClone(line(made, from)));
        made.header.to += 1;
        if (isRenumbered) renumber(made);
        expect(await faultOf(made)).not.toBeNull();
      }),
      RUNS,
    );
  });

  it("is refused with records in another order", async () => {
    await fc.assert(
      fc.asyncProperty(place, place, fc.boolean(), async (one, other, isRenumbered) => {
        fc.pre(one !== other);
        const made = copy();
        const [left, right] = [line(made, one), line(made, other)];
        [made.lines[one], made.lines[other]] = [right, left];
        if (isRenumbered) renumber(made);
        const fault = await faultOf(made);
        expect(fault).not.toBeNull();
        if (!isRenumbered) expect(fault?.sequence).toBe(String(Math.min(one, other)));
      }),
      RUNS,
    );
  });

  it("is refused when it is cut short, also where its heads were cut with it and one was kept elsewhere", async () => {
    await fc.assert(
      fc.asyncProperty(place, fc.boolean(), async (at, isThorough) => {
        const made = copy();
        made.lines.splice(at);
        if (isThorough) {
          made.header.to = at;
          made.header.checkpoints = made.header.checkpoints.filter((_, index) => (index + 1) * PLAN.signEach <= at);
        }
        const kept = original.header.checkpoints.slice(-1);
        expect(await faultOf(made, isThorough ? kept : [])).toMatchObject({ kind: "truncated" });
      }),
      RUNS,
    );
  });

  it("is refused with a record of another organization, and with another's whole export", async () => {
    await fc.assert(
      fc.asyncProperty(place, async (at) => {
        const made = copy();
        made.lines[at] = structuredClone(line(another, at));
        expect(await faultOf(made)).toMatchObject({ kind: "other_organization", sequence: String(at) });
      }),
      RUNS,
    );
    expect(await faultOf(another)).toMatchObject({ kind: "other_organization" });
  });

  it("is refused when it was signed anew by whoever holds the database", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: RECORDS }),
        fc.string(),
        fc.boolean(),
        async (records, word, isBold) => {
          const made = makeExport({ ...PLAN, records, secret: `another secret ${word}` });
          // Whose heads they are is told by the key that is trusted, whatever the export says of itself.
          if (isBold) made.header["publicKey"] = publicKey;
          expect(await faultOf(made)).toMatchObject({ kind: isBold ? "signature" : "key" });
        },
      ),
      RUNS,
    );
  });

  it("is refused against a head kept elsewhere when an older state was put back and went on", async () => {
    await fc.assert(
      fc.asyncProperty(place, fc.nat(60), async (forkAt, more) => {
        const fork = makeExport({ records: forkAt + more, signEach: 40, forkAt });
        const kept = original.header.checkpoints.slice(-1);
        const kind = forkAt + more < RECORDS ? "truncated" : "tree";
        expect(await faultOf(fork, kept)).toMatchObject({ kind });
      }),
      RUNS,
    );
  });

  const ROTATED = 70;
  const rotated = makeExport({ ...PLAN, rotateAt: ROTATED });
  const { publicKey: newKey, formerKeys } = rotated.header as {
    publicKey?: string;
    formerKeys?: { publicKey: string }[];
  };
  const [oldKey, key2] = [String(formerKeys?.[0]?.publicKey), String(newKey)];
  const bothKeys = [`${oldKey} until ${ROTATED}`, key2];
  const told = async (made: MadeExport, keys: readonly string[], trusted: readonly string[] = []) => {
    const verified = await verifyExport(linesOf(made), { keys, trusted });
    return verified.ok ? null : verified.fault.kind;
  };

  it("is right under every key of its history, and told where one isn't trusted", async () => {
    for (const keys of [[], bothKeys, [oldKey, key2]]) expect(await told(rotated, keys)).toBeNull();
    for (const keys of [[oldKey], [key2], [oldKey, `${key2} until 90`]]) expect(await told(rotated, keys)).toBe("key");
  });

  it("is refused with a head that a key signed outside its time", async () => {
    const signers = [1, 2].map((generation) =>
      createNoteSigner(new Secret("a secret"), { name: SIGNED_AS, generation }),
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(rotated.header.checkpoints.length - 1), async (at) => {
        const made = structuredClone(rotated);
        const text = readNote(made.header.checkpoints[at] ?? "")?.text ?? "";
        const isOld = (readCheckpoint(text)?.size ?? 0) <= ROTATED;
        made.header.checkpoints[at] = signers[isOld ? 1 : 0]?.sign(text) ?? "";
        for (const keys of [[], bothKeys, [oldKey, key2]]) expect(await told(made, keys)).toBe("key");
      }),
      RUNS,
    );
  });

  it("is refused when the history of its keys isn't the one its records tell", async () => {
    for (const until of [ROTATED - 1, ROTATED + 1, 0]) {
      const made = structuredClone(rotated);
      Object.assign(made.header, { formerKeys: [{ publicKey: oldKey, until }] });
      expect(await told(made, [oldKey, key2])).toBe("key");
    }
    // Whoever has got hold of a key that was given up makes everything anew with it, as if it had never ended.
    const forged = makeExport({ ...PLAN, records: RECORDS + 5 });
    expect(forged.header["publicKey"]).toBe(oldKey);
    expect(await told(forged, bothKeys)).toBe("key");
    expect(await told(forged, [oldKey, key2], rotated.header.checkpoints.slice(-1))).toBe("key");
  });

  it("P54: is right with records that were erased, and holds nothing of them", async () => {
    const made = copy();
    for (const at of [3, 77]) {
      const erased = line(made, at);
      const hashes = recordPartHashes(erased.record, erased.salts);
      made.lines[at] = { ...erased, salts: null, erased: hashes, record: eraseRecord(erased.record) } as never;
    }
    expect(JSON.stringify(made)).not.toContain("person-77@example.com");
    expect(await verifyExport(linesOf(made), { keys: [publicKey] })).toMatchObject({ ok: true, erased: 2 });
  });

  it("never throws for what a file may hold", async () => {
    await fc.assert(
      fc.asyncProperty(place, fc.string(), async (at, text) => {
        const lines = linesOf(original);
        lines[at] = text;
        expect((await verifyExport(lines, { keys: [publicKey] })).ok).toBe(false);
      }),
      RUNS,
    );
    for (const lines of [[], [""], ["{}"], ["null"], ["[1]"]]) expect((await verifyExport(lines)).ok).toBe(false);
  });
});

function renumber(made: MadeExport): void {
  made.lines.forEach((each, index) => {
    each.sequence = String(index);
  });
}
