import { randomBytes } from "node:crypto";
import type { Actor } from "@countersign/contracts";
import { type ConnectionRow, findConnection, listOperations, type OperationRow } from "@countersign/db";
import {
  addConnection,
  type ConnectionInput,
  createOrganization,
  createUser,
  type SecretDeps,
} from "@countersign/usecases";
import { readMasterKey, Secret } from "@countersign/vault";
import { expect } from "vitest";
import type { Platform } from "./test-platform.ts";

const SOON = { timeout: 30_000, interval: 50 };
const ACTOR: Actor = { kind: "system", id: null, name: "test" };

export type Granted<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: { readonly detail: string } };

/** The value of an outcome that must not be a refusal. */
export function granted<T>(outcome: Granted<T>): T {
  if (!outcome.ok) throw new Error(outcome.refusal.detail);
  return outcome.value;
}

/** A bearer token as a person gives it. */
export function bearer(text: string) {
  return { kind: "bearer", value: new Secret(text) } as const;
}

/** An organization whose connections are added and looked at as the product does it. */
export async function openConnections(platform: Platform) {
  const ref = randomBytes(5).toString("hex");
  const masterKey = readMasterKey(platform.environment["COUNTERSIGN_MASTER_KEY"]);
  const deps: SecretDeps = { db: platform.db, hot: platform.admission, masterKey };
  const user = granted(await createUser(deps, { email: `ana.${ref}@acme.test`, name: "Ana" }));
  const organization = granted(
    await createOrganization(deps, { name: `c-${ref}`, title: "A", ownerUserId: user.id, actor: ACTOR, shards: 1 }),
  );
  const change = { organizationId: organization.id, actor: ACTOR };
  const tenant = platform.db.tenant;
  const read = (id: string): Promise<ConnectionRow | null> =>
    tenant(organization.id, (scope) => findConnection(scope, id));
  const operations = (id: string): Promise<OperationRow[]> =>
    tenant(organization.id, (scope) => listOperations(scope, id));
  return {
    deps,
    change,
    organizationId: organization.id,
    read,
    operations,
    add: async (input: Omit<ConnectionInput, "organizationId" | "actor">): Promise<string> =>
      granted(await addConnection(deps, { ...change, ...input })).id,
    /** Resolves with the connection once a look has found it so. */
    until: async (id: string, health: string): Promise<ConnectionRow> => {
      await expect.poll(async () => (await read(id))?.health, SOON).toBe(health);
      const row = await read(id);
      if (!row) throw new Error("the connection is gone");
      return row;
    },
    states: async (id: string): Promise<Record<string, string>> =>
      Object.fromEntries((await operations(id)).map(({ name, state }) => [name, state])),
    /** Resolves with the operation of this name. */
    operation: async (id: string, name: string): Promise<OperationRow> => {
      const found = (await operations(id)).find((row) => row.name === name);
      if (!found) throw new Error(`there is no operation ${name}`);
      return found;
    },
  };
}

export type TestConnections = Awaited<ReturnType<typeof openConnections>>;
