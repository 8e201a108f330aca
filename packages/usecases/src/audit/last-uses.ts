import type { CallRecord } from "@countersign/contracts";
import type { InstanceSight, KeyUse } from "@countersign/db";
import { storableText } from "@countersign/db/audit";

/** What a batch of call records tells of the last use of keys and instances. */
export interface LastUses {
  readonly keys: readonly KeyUse[];
  readonly instances: readonly InstanceSight[];
}

const CLIENT_LENGTH = 200;

/** The newest use of each key and the newest sight of each instance. */
export function lastUses(records: readonly CallRecord[]): LastUses {
  const keys = new Map<string, KeyUse>();
  const instances = new Map<string, InstanceSight>();
  for (const { organizationId, principal, at: text } of records) {
    const { keyId, instanceId, ip, clientName, clientVersion } = principal;
    const at = new Date(text);
    if (keyId !== null && isNewer(at, keys.get(keyId))) {
      const client = clientName && [clientName, clientVersion].filter(Boolean).join(" ").slice(0, CLIENT_LENGTH);
      keys.set(keyId, { organizationId, keyId, at, ip, client: client ? storableText(client) : null });
    }
    if (instanceId !== null && isNewer(at, instances.get(instanceId))) {
      instances.set(instanceId, { organizationId, instanceId, at });
    }
  }
  return { keys: [...keys.values()], instances: [...instances.values()] };
}

function isNewer(at: Date, held: { readonly at: Date } | undefined): boolean {
  return held === undefined || held.at <= at;
}
