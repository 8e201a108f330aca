import { type Refusal, refusal } from "@countersign/contracts";
import { isInRanges, type KeyParts, parseIpAddress } from "@countersign/core";
import type { AgentEntry, GatewaySnapshot, KeyEntry } from "../snapshot/gateway-snapshot.ts";
import type { Caller, CallerInstance } from "./caller.ts";
import { type Credential, invalidCredential } from "./credential.ts";
import type { KeyHolder } from "./refused-keys.ts";
import { type StoredCaller, storedInstance } from "./stored-caller.ts";

export interface AuthenticateDeps {
  /** Whether a key's secret belongs to a stored keyed hash; constant time. */
  readonly isSecretOf: (key: KeyParts, secretHash: string) => boolean;
  readonly now: () => number;
}

export type Authenticated =
  | { readonly kind: "caller"; readonly caller: Caller }
  /** The agent's key is good, but the instance it declares hasn't been seen: it has to enrol first. */
  | ({ readonly kind: "enrol"; readonly name: string } & Omit<Caller, "instance">)
  /** With a holder when the secret was right: then the refusal is worth a record. */
  | { readonly kind: "refused"; readonly refusal: Refusal; readonly holder?: KeyHolder };

/** Proves a credential against a snapshot. Pure but for the clock and the hash, which are handed in. */
export function authenticate(deps: AuthenticateDeps, snapshot: GatewaySnapshot, credential: Credential): Authenticated {
  const { keyRef } = credential.key;
  const key = snapshot.keys.get(keyRef);
  // Hashed and compared for an unknown key too, so that it takes as long as a wrong secret of a known one.
  const isProved = deps.isSecretOf(credential.key, key?.secretHash ?? NO_HASH) === true;
  if (!key || !isProved) return refused(invalidCredential());
  if (!isCurrent(deps, key)) return refused(invalidCredential());
  const agent = snapshot.agents.get(key.agentId);
  if (!agent) return refused(invalidCredential());
  const restricted = snapshot.isSuspended ? SUSPENDED : restriction(key, agent, credential.ip);
  if (restricted) {
    return { ...refused(restricted), holder: { agent, keyId: key.id, keyRef, ip: credential.ip } };
  }
  const { organizationId, shard } = snapshot;
  const found = instanceOf(snapshot, key, credential.declaredInstance);
  if (found.kind === "refused") return found;
  const { connectionIds } = key;
  const { ip } = credential;
  const keyId = key.id;
  if (found.kind === "unseen") {
    return { kind: "enrol", name: found.name, organizationId, shard, agent, keyId, ip, connectionIds };
  }
  const { instance } = found;
  return { kind: "caller", caller: { organizationId, shard, agent, instance, keyId, ip, connectionIds } };
}

/**
 * Lets the maker of an approved call in again, when no request of theirs is there: the key it was made with must still
 * be good, and agent and instance what they were. Its address was looked at when the call was made.
 */
export function authenticateStored(
  deps: Pick<AuthenticateDeps, "now">,
  snapshot: GatewaySnapshot,
  stored: StoredCaller,
): Authenticated {
  const key = [...snapshot.keys.values()].find(({ id, agentId }) => id === stored.keyId && agentId === stored.agentId);
  const agent = snapshot.agents.get(stored.agentId);
  const instance = storedInstance(snapshot, stored);
  if (!key || !agent || !instance || !isCurrent(deps, key)) return refused(invalidCredential());
  if (snapshot.isSuspended) return refused(SUSPENDED);
  if (agent.stopped !== null) return refused(refusal("auth.agent.stopped", STOPPED[agent.stopped]));
  const { organizationId, shard } = snapshot;
  const caller = { organizationId, shard, agent, instance, keyId: key.id, ip: null, connectionIds: key.connectionIds };
  return { kind: "caller", caller };
}

function isCurrent({ now }: Pick<AuthenticateDeps, "now">, { expiresAtMs }: KeyEntry): boolean {
  return expiresAtMs === null || now() < expiresAtMs;
}

/** Compared with when there is no key: the hash of nothing. */
const NO_HASH = "0".repeat(64);

const SUSPENDED = refusal("auth.organization.suspended", "The organization of this key is suspended. Nothing runs.");

/** Why a proved key may not be used now or here. An address that isn't known is in no range. */
function restriction(key: KeyEntry, agent: AgentEntry, ip: string | null): Refusal | null {
  if (agent.stopped !== null) return refusal("auth.agent.stopped", STOPPED[agent.stopped]);
  if (key.ipRanges.length === 0) return null;
  const address = ip === null ? null : parseIpAddress(ip);
  if (address && isInRanges(address, key.ipRanges)) return null;
  return refusal("auth.key.restricted", "This key may not be used from this address.");
}

const STOPPED = {
  archived: "The agent of this key is archived. Nothing runs until a person restores it.",
  owner_gone: "The agent's owner has left, and it is set to stop with them. Nothing runs until it has another owner.",
} as const;

type FoundInstance =
  | { readonly kind: "instance"; readonly instance: CallerInstance }
  | { readonly kind: "unseen"; readonly name: string }
  | { readonly kind: "refused"; readonly refusal: Refusal };

function instanceOf(snapshot: GatewaySnapshot, key: KeyEntry, declared: string | null): FoundInstance {
  if (key.instanceId !== null) {
    const own = snapshot.instances.get(key.instanceId);
    if (!own) return refused(invalidCredential());
    if (declared !== null && declared !== own.name) {
      const detail = `This key belongs to the instance ${own.name}; leave the Countersign-Instance header out.`;
      return refused(refusal("auth.instance.mismatch", detail));
    }
    return { kind: "instance", instance: { id: own.id, name: own.name, isProved: true } };
  }
  if (declared === null) return { kind: "instance", instance: { id: null, name: "default", isProved: false } };
  for (const instance of snapshot.instances.values()) {
    if (instance.agentId !== key.agentId || instance.name !== declared) continue;
    if (instance.isProved) {
      const detail = `The instance ${declared} has a key of its own; only that key may act as it.`;
      return refused(refusal("auth.instance.mismatch", detail));
    }
    return { kind: "instance", instance: { id: instance.id, name: instance.name, isProved: false } };
  }
  return { kind: "unseen", name: declared };
}

function refused(why: Refusal): { readonly kind: "refused"; readonly refusal: Refusal } {
  return { kind: "refused", refusal: why };
}
