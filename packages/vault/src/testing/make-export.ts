import { createHash } from "node:crypto";
import {
  appendLeaves,
  checkpointText,
  EMPTY_FRONTIER,
  frontierRoot,
  type JsonObject,
  type TreeHash,
} from "@countersign/core";
import { KEY_ROTATED } from "../export-keys.ts";
import { createNoteSigner } from "../note-signing.ts";
import { recordLeaf, SALTS_DIGITS } from "../record-leaf.ts";
import { Secret } from "../secret.ts";
import { joinHashes, treeHasher } from "../tree-hasher.ts";

/** An export's first line and record lines, as values. */
export interface MadeExport {
  readonly header: JsonObject & { checkpoints: string[]; to: number };
  readonly lines: (JsonObject & { record: JsonObject; sequence: string; leaf: string; salts: string })[];
}

export interface ExportPlan {
  readonly organizationId?: string;
  readonly records: number;
  /** A head is signed after each so many, and at the end. */
  readonly signEach: number;
  readonly secret?: string;
  /** The record with which the signing key changes; heads that hold it are the second key's. */
  readonly rotateAt?: number;
  /** From this record on it tells of other things. */
  readonly forkAt?: number;
}

/** An export made without a database, by the same parts as the real one. */
export function makeExport({
  organizationId = "org_1",
  records,
  signEach,
  secret = "a secret",
  rotateAt = Number.POSITIVE_INFINITY,
  forkAt = Number.POSITIVE_INFINITY,
}: ExportPlan): MadeExport {
  const name = `countersign/${organizationId}`;
  const [first, second] = [1, 2].map((generation) => createNoteSigner(new Secret(secret), { name, generation }));
  if (!first || !second) throw new Error("no signers");
  const checkpoints: string[] = [];
  const lines: MadeExport["lines"] = [];
  const leaves: TreeHash[] = [];
  for (let index = 0; index < records; index += 1) {
    const [before, after] = [first, second].map(({ publicKey }) => ({ publicKey }));
    const change = { kind: "key", action: KEY_ROTATED, detail: { before: before ?? null, after: after ?? null } };
    const other = index >= forkAt ? { summary: `another mail ${index}` } : {};
    const record = { ...recordOf(organizationId, index), ...other, ...(index === rotateAt ? change : {}) };
    const salts = createHash("sha512").update(`${secret} ${index}`).digest("hex").slice(0, SALTS_DIGITS);
    const leaf = recordLeaf(String(index), record, salts);
    leaves.push(leaf);
    lines.push({ sequence: String(index), leaf: joinHashes([leaf]), salts, record });
    if (leaves.length % signEach !== 0 && leaves.length !== records) continue;
    const { frontier } = appendLeaves(treeHasher, EMPTY_FRONTIER, leaves);
    const signer = leaves.length > rotateAt ? second : first;
    const last = checkpoints[checkpoints.length - 1];
    const text = checkpointText({
      origin: signer.name,
      size: leaves.length,
      root: Buffer.from(frontierRoot(treeHasher, frontier)).toString("base64"),
      previous: last === undefined ? null : createHash("sha256").update(last).digest("base64"),
      epoch: 1,
      at: "2026-01-01T00:00:00.000Z",
    });
    checkpoints.push(signer.sign(text));
  }
  return {
    header: {
      countersign: "audit-export",
      v: 1,
      organizationId,
      ...(rotateAt < records
        ? { publicKey: second.publicKey, formerKeys: [{ publicKey: first.publicKey, until: rotateAt }] }
        : { publicKey: first.publicKey }),
      firstSequence: "0",
      from: 0,
      to: records,
      frontier: [],
      checkpoints,
    },
    lines,
  };
}

/** The lines of its file. */
export function linesOf({ header, lines }: MadeExport): string[] {
  return [header, ...lines].map((each) => JSON.stringify(each));
}

function recordOf(organizationId: string, index: number): JsonObject {
  return {
    id: `rec_${index}`,
    at: new Date(1_800_000_000_000 + index * 1_000).toISOString(),
    organizationId,
    kind: "call",
    principal: { agentId: "agt_1", agentName: "scout", instanceName: `laptop-${index % 3}`, ip: "192.0.2.1" },
    operationName: "send_email",
    arguments: { text: `{"to":"person-${index}@example.com"}`, bytes: 30, sha256: "a".repeat(64), isCut: false },
    decision: "allow",
    outcome: index % 7 === 0 ? "failed" : "succeeded",
    costMicros: String(index * 1_000),
    latency: { gatewayMs: 1.25 + index, approvalMs: 0, upstreamMs: 12 },
    limits: [{ id: "calls", kind: "calls", amount: "1", scope: { kind: "agent", id: "agt_1" } }],
    summary: `mail ${index}`,
  };
}
