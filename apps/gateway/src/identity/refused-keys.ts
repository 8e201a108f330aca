import type { Admission } from "@countersign/admission";
import { type ActRecord, newId, type Refusal } from "@countersign/contracts";
import type { AgentEntry, GatewaySnapshot } from "../snapshot/gateway-snapshot.ts";

/** Whose good key was refused: its secret is right, but it may not be used here or now. */
export interface KeyHolder {
  readonly agent: AgentEntry;
  readonly keyId: string;
  readonly keyRef: string;
  readonly ip: string | null;
}

export interface RefusedKeysOptions {
  readonly admission: Pick<Admission, "record">;
  /** Monotonic or UTC ms. */
  readonly now: () => number;
}

/** One record stands for all that the same key tries from the same address within this, ms. */
const QUIET_MS = 60_000;
const MAX_NOTED = 10_000;

/** Records that a good key was tried where it may not be used: a thief's first mistake. */
export class RefusedKeys {
  readonly #options: RefusedKeysOptions;
  readonly #noted = new Map<string, number>();

  constructor(options: RefusedKeysOptions) {
    this.#options = options;
  }

  /** Puts a record of the refusal on its way. What can't be recorded now is tried again with the next refusal. */
  async note(snapshot: GatewaySnapshot, holder: KeyHolder, refusal: Refusal): Promise<void> {
    const now = this.#options.now();
    const of = `${holder.keyId} ${holder.ip ?? ""} ${refusal.code}`;
    const until = this.#noted.get(of);
    if (until !== undefined && until > now) return;
    if (this.#noted.size >= MAX_NOTED) this.#noted.clear();
    this.#noted.set(of, now + QUIET_MS);
    const record = refusedRecord(snapshot, holder, refusal);
    const verdict = await this.#options.admission.record({
      org: snapshot.organizationId,
      shard: snapshot.shard,
      snapshotVersion: snapshot.version,
      killKeys: [],
      callId: record.id,
      record: JSON.stringify(record),
    });
    if (verdict.kind !== "OK") this.#noted.delete(of);
  }
}

function refusedRecord(snapshot: GatewaySnapshot, { agent, keyId, keyRef, ip }: KeyHolder, why: Refusal): ActRecord {
  return {
    id: newId("record"),
    at: new Date().toISOString(),
    organizationId: snapshot.organizationId,
    kind: "key",
    action: "key.refused",
    actor: { kind: "system", id: null, name: "Countersign" },
    subject: { kind: "key", id: keyId, name: keyRef },
    approvalId: null,
    agentName: agent.name,
    instanceName: null,
    connectionName: null,
    operationName: null,
    detail: { code: why.code, reason: why.detail, ip },
    summary: `key ${keyRef} of ${agent.name} refused${ip === null ? "" : ` at ${ip}`}`,
  };
}
