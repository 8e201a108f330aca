import { type Refusal, refusal } from "@countersign/contracts";
import type { KeyParts } from "@countersign/core";
import type { GatewaySnapshot, KeyEntry } from "../snapshot/gateway-snapshot.ts";
import type { Caller, CallerInstance } from "./caller.ts";
import { type Credential, invalidCredential } from "./credential.ts";

export interface AuthenticateDeps {
  /** Whether a key's secret belongs to a stored keyed hash; constant time. */
  readonly isSecretOf: (key: KeyParts, secretHash: string) => boolean;
  readonly now: () => number;
}

export type Authenticated =
  | { readonly kind: "caller"; readonly caller: Caller }
  /** The agent's key is good, but the instance it declares hasn't been seen: it has to enrol first. */
  | ({ readonly kind: "enrol"; readonly name: string } & Pick<Caller, "organizationId" | "shard" | "agent" | "keyId">)
  | { readonly kind: "refused"; readonly refusal: Refusal };

/** Proves a credential against a snapshot. Pure but for the clock and the hash, which are handed in. */
export function authenticate(deps: AuthenticateDeps, snapshot: GatewaySnapshot, credential: Credential): Authenticated {
  const key = snapshot.keys.get(credential.key.keyRef);
  if (!key || !deps.isSecretOf(credential.key, key.secretHash)) return refused(invalidCredential());
  if (key.expiresAtMs !== null && key.expiresAtMs <= deps.now()) return refused(invalidCredential());
  const agent = snapshot.agents.get(key.agentId);
  if (!agent) return refused(invalidCredential());
  const { organizationId, shard } = snapshot;
  const found = instanceOf(snapshot, key, credential.declaredInstance);
  if (found.kind === "refused") return found;
  if (found.kind === "unseen") return { kind: "enrol", name: found.name, organizationId, shard, agent, keyId: key.id };
  return {
    kind: "caller",
    caller: { organizationId, shard, agent, instance: found.instance, keyId: key.id, ip: credential.ip },
  };
}

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
