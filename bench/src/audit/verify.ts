import { createHash } from "node:crypto";
import { once } from "node:events";
import { createWriteStream, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { appendLeaves, checkpointText, EMPTY_FRONTIER, frontierRoot, type JsonObject } from "@countersign/core";
import { Secret } from "@countersign/vault";
import { createNoteSigner, joinHashes, recordLeaf, SALTS_DIGITS, treeHasher } from "@countersign/vault/audit";
import { startChild } from "./verifying-child.ts";

/** How long `countersign audit verify` takes for so many records, and how much memory (P49). */
const { values: options } = parseArgs({ options: { records: { type: "string", default: "1000000" } } });
const RECORDS = Number(options.records);
/** As the worker signs under load. */
const SIGN_EACH = 1_000;
const ORGANIZATION = "org_bench";
const GIGABYTE = 1e9;
const MEGABYTE = 1e6;

/** A record of usual size: what a call of a mail leaves. */
function recordOf(index: number): JsonObject {
  const body = `{"subject":"Offer ${index}","text":"${"lorem ipsum ".repeat(20)}","to":"person-${index}@example.com"}`;
  return {
    id: `rec_${index}`,
    at: new Date(1_800_000_000_000 + index * 1_000).toISOString(),
    organizationId: ORGANIZATION,
    kind: "call",
    callId: `cal_${index}`,
    principal: { agentId: "agt_1", agentName: "scout", instanceId: "ins_1", instanceName: "laptop", ip: "192.0.2.1" },
    connectionName: "mail",
    operationName: "send_email",
    surface: "mcp",
    arguments: { text: body, bytes: body.length, sha256: "a".repeat(64), isCut: false },
    argumentsHash: "b".repeat(64),
    forwardedHash: "a".repeat(64),
    decision: "allow",
    ruleIds: ["send-email"],
    reasons: [{ ruleId: "send-email", text: "allowed by send-email" }],
    outcome: "succeeded",
    result: { text: '{"queued":true}', bytes: 15, sha256: "c".repeat(64), isCut: false },
    latency: { gatewayMs: 1.25, approvalMs: 0, upstreamMs: 12 },
    costMicros: "1000",
    limits: [{ id: "calls", kind: "calls", amount: "1", scope: { kind: "agent", id: "agt_1" } }],
    labels: [],
    summary: `person-${index}@example.com`,
  };
}

const saltsOf = (index: number) => createHash("sha512").update(`salt ${index}`).digest("hex").slice(0, SALTS_DIGITS);

/** Heads stand at the file's beginning, so the tree is made before it: leaves alone fit into memory. */
function makeTree() {
  const signer = createNoteSigner(new Secret("the signing secret of a measurement"), {
    name: `countersign/${ORGANIZATION}`,
    generation: 1,
  });
  const leaves: Uint8Array[] = [];
  const checkpoints: string[] = [];
  let frontier = EMPTY_FRONTIER;
  let fresh: Uint8Array[] = [];
  for (let index = 0; index < RECORDS; index += 1) {
    const leaf = recordLeaf(String(index), recordOf(index), saltsOf(index));
    leaves.push(leaf);
    fresh.push(leaf);
    if (fresh.length < SIGN_EACH && index + 1 < RECORDS) continue;
    frontier = appendLeaves(treeHasher, frontier, fresh).frontier;
    fresh = [];
    const last = checkpoints[checkpoints.length - 1];
    const text = checkpointText({
      origin: signer.name,
      size: index + 1,
      root: Buffer.from(frontierRoot(treeHasher, frontier)).toString("base64"),
      previous: last === undefined ? null : createHash("sha256").update(last).digest("base64"),
      epoch: 1,
      at: new Date(1_800_000_000_000 + index * 1_000).toISOString(),
    });
    checkpoints.push(signer.sign(text));
  }
  return { leaves, checkpoints, publicKey: signer.publicKey };
}

async function writeExport(file: string): Promise<string> {
  const { leaves, checkpoints, publicKey } = makeTree();
  const out = createWriteStream(file);
  const write = async (value: object): Promise<void> => {
    if (!out.write(`${JSON.stringify(value)}\n`)) await once(out, "drain");
  };
  await write({
    countersign: "audit-export",
    v: 1,
    organizationId: ORGANIZATION,
    publicKey,
    firstSequence: "0",
    from: 0,
    to: RECORDS,
    frontier: [],
    checkpoints,
  });
  for (const [index, leaf] of leaves.entries()) {
    await write({ sequence: String(index), leaf: joinHashes([leaf]), salts: saltsOf(index), record: recordOf(index) });
  }
  out.end();
  await once(out, "close");
  return publicKey;
}

const file = join(tmpdir(), `countersign-verify-${process.pid}.jsonl`);
try {
  const publicKey = await writeExport(file);
  const { ms, peakBytes, fileBytes, said } = await startChild(file, publicKey);
  const size = `${(fileBytes / GIGABYTE).toFixed(2)} GB`;
  console.log(
    `${RECORDS} records, ${size}: ${(ms / 1_000).toFixed(1)} s, at most ${Math.round(peakBytes / MEGABYTE)} MB`,
  );
  console.log(said.trim());
} finally {
  rmSync(file, { force: true });
}
