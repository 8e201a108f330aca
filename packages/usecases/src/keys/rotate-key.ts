import { newId } from "@countersign/contracts";
import { findAgent, findSuccessor, insertKey, type KeyRow, setKey, type TenantScope } from "@countersign/db";
import { createKeyHasher, issueKey as makeKey, type Secret } from "@countersign/vault";
import { type ConfigurationChange, changeConfiguration } from "../configuration/change-configuration.ts";
import { type ChangeOutcome, invalidField, type Outcome } from "../configuration/outcome.ts";
import type { SecretDeps } from "./issue-key.ts";
import { findLivingKey } from "./living-key.ts";
import { shownKey } from "./shown-key.ts";

export interface KeyRotation extends ConfigurationChange {
  readonly keyId: string;
  /** How long the old key goes on beside the new one, ms: 0 to 30 days. */
  readonly overlapMs: number;
}

export interface RotatedKey {
  readonly keyId: string;
  /** The whole new key. It can't be shown again. */
  readonly text: Secret;
  readonly rotatedFromId: string;
  /** When the old key ends: with the overlap, or by its own expiry before that. */
  readonly oldExpiresAt: Date;
}

const MOST_OVERLAP_MS = 30 * 86_400_000;

/**
 * Issues a key in place of another, with the same holder and restrictions; the old one ends after the overlap. A key that
 * was to expire is followed by one with as long a life. What has a living successor can't be rotated again: its successor
 * can, as often as wanted, each with an overlap of its own.
 */
export async function rotateKey(deps: SecretDeps, input: KeyRotation): Promise<ChangeOutcome<RotatedKey>> {
  const { keyId, overlapMs } = input;
  if (!Number.isInteger(overlapMs) || overlapMs < 0 || overlapMs > MOST_OVERLAP_MS) {
    return invalidField("overlapMs", "The overlap is from 0 to 30 days.");
  }
  const hasher = createKeyHasher(deps.masterKey);
  return changeConfiguration<RotatedKey>(deps, input, async (scope, organization) => {
    const rotatable = await findRotatable(scope, keyId);
    if (!rotatable.ok) return rotatable;
    const { key, now, lifeMs } = rotatable.value;
    const agent = await findAgent(scope, key.agentId);
    if (!agent) throw new Error("a key belongs to no agent");
    if (agent.archivedAt) return invalidField("keyId", `The agent ${agent.name} is archived. Restore it first.`);
    const { text, keyRef, secretHash } = makeKey(hasher, "csk", organization.keyRef);
    const { id, agentId, instanceId, title, ipRanges, connectionIds } = key;
    const row = await insertKey(scope, {
      ...{ id: newId("key"), agentId, instanceId, keyRef, secretHash, title, ipRanges, connectionIds },
      expiresAt: lifeMs === null ? null : new Date(now.getTime() + lifeMs),
      rotatedFromId: id,
    });
    const overlapEnd = new Date(now.getTime() + overlapMs);
    const oldExpiresAt = key.expiresAt && key.expiresAt < overlapEnd ? key.expiresAt : overlapEnd;
    await setKey(scope, id, { expiresAt: oldExpiresAt });
    return {
      ok: true,
      value: { keyId: row.id, text, rotatedFromId: id, oldExpiresAt },
      act: {
        kind: "key",
        action: "key.rotated",
        subject: { kind: "key", id, name: key.keyRef },
        agentName: agent.name,
        detail: {
          before: shownKey(key),
          after: shownKey({ ...key, expiresAt: oldExpiresAt }),
          issued: { keyId: row.id, name: keyRef, ...shownKey(row) },
        },
        summary: `key ${key.keyRef} of ${agent.name} rotated to ${keyRef}`,
      },
    };
  });
}

interface Rotatable {
  readonly key: KeyRow;
  readonly now: Date;
  /** How long a key of this line lives, ms; null: without end. */
  readonly lifeMs: number | null;
}

async function findRotatable(scope: TenantScope, keyId: string): Promise<Outcome<Rotatable>> {
  const living = await findLivingKey(scope, keyId);
  if (!living.ok) return living;
  const { key, now } = living.value;
  const last = await findLastOfLine(scope, key);
  const isDead = last.revokedAt !== null || (last.expiresAt !== null && last.expiresAt <= now);
  if (last.id !== key.id && !isDead) {
    return invalidField("keyId", `This key was rotated to ${last.keyRef} already. Rotate that one.`);
  }
  // The end of a key that was rotated is its overlap's: only the last of the line tells how long its keys live.
  return { ok: true, value: { key, now, lifeMs: lifeOf(last) } };
}

async function findLastOfLine(scope: TenantScope, key: KeyRow): Promise<KeyRow> {
  let last = key;
  for (let next: KeyRow | null = key; next; next = await findSuccessor(scope, last.id)) last = next;
  return last;
}

function lifeOf({ expiresAt, createdAt }: KeyRow): number | null {
  return expiresAt ? expiresAt.getTime() - createdAt.getTime() : null;
}
