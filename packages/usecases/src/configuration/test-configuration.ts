import { type Admission, createAdmission } from "@countersign/admission";
import type { Actor } from "@countersign/contracts";
import type { OrganizationRow } from "@countersign/db";
import { startRedis } from "@countersign/testkit";
import { readMasterKey } from "@countersign/vault";
import { openStores, type TestStores } from "../approvals/test-organization.ts";
import type { SecretDeps } from "../keys/issue-key.ts";
import { createOrganization } from "../organizations/create-organization.ts";
import { createUser } from "../people/create-user.ts";

export const ACTOR: Actor = { kind: "user", id: "usr_test", name: "Olivia" };

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: { readonly detail: string } };

/** The value of what went well. Throws with the refusal's words otherwise. */
export function granted<T>(outcome: Answer<T>): T {
  if (!outcome.ok) throw new Error(outcome.refusal.detail);
  return outcome.value;
}

/** Postgres and Redis with what changes of configuration need. */
export interface TestConfiguration {
  readonly stores: TestStores;
  readonly admission: Admission;
  readonly deps: SecretDeps;
  /** A fresh organization of a fresh owner. */
  organization(): Promise<OrganizationRow>;
  /** The administrative acts of an organization that wait for the audit, oldest first. */
  acts(
    organizationId: string,
  ): Promise<readonly { readonly action: string; readonly detail: Record<string, unknown> }[]>;
  close(): Promise<void>;
}

export async function openConfiguration(): Promise<TestConfiguration> {
  const stores = await openStores();
  const redis = await startRedis({ appendonly: false });
  const admission = createAdmission({ redisUrl: redis.url, shards: 1 });
  await admission.ready(10_000);
  const deps = { db: stores.db, hot: admission, masterKey: readMasterKey("4kQ9vXz2LpTn7RwB8mYs3HdJ6fGc1EaU") };
  let count = 0;
  return {
    stores,
    admission,
    deps,
    organization: async () => {
      count += 1;
      const name = `acme-${count}`;
      const user = granted(await createUser(deps, { email: `owner@${name}.test`, name: "Olivia" }));
      const wish = { name, title: "Acme", ownerUserId: user.id, actor: ACTOR, shards: 1 };
      return granted(await createOrganization(deps, wish));
    },
    acts: (organizationId) =>
      stores.worker.system(
        ({ tx }) => tx.$queryRaw<{ action: string; detail: Record<string, unknown> }[]>`
          SELECT record->>'action' AS action, record->'detail' AS detail FROM audit_outbox
          WHERE "organizationId" = ${organizationId} AND record->>'action' IS NOT NULL ORDER BY id`,
      ),
    close: async () => {
      await admission.close();
      await redis.close();
      await stores.close();
    },
  };
}
