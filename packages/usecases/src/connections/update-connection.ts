import { canonicalJson } from "@countersign/core";
import {
  type ConnectionRow,
  endLivingCredential,
  findConnection,
  findLivingCredential,
  updateConnection as save,
} from "@countersign/db";
import { type ConfigurationChange, changeConfiguration } from "../configuration/change-configuration.ts";
import { type ChangeOutcome, invalidField, unknownTarget } from "../configuration/outcome.ts";
import type { SecretDeps } from "../keys/issue-key.ts";
import { plainLimits, readLimits } from "../limits/own-limits.ts";
import { type CredentialInput, readCredential } from "./credential-input.ts";
import { readDefaultSchema } from "./default-schema.ts";
import { requestDiscovery } from "./discovery-request.ts";
import { credentialFacts, storeCredential } from "./store-credential.ts";
import { readUpstreamUrl } from "./upstream-url.ts";

export interface ConnectionUpdate extends ConfigurationChange {
  readonly connectionId: string;
  readonly title?: string;
  readonly url?: string;
  /** Where unqualified names in SQL sent to it are looked up; null for none. */
  readonly defaultSchema?: string | null;
  /** The secret for the new address. */
  readonly secret?: CredentialInput;
  /** Limits of its own, as a policy writes them: all its calls count on them. */
  readonly limits?: unknown;
}

export interface UpdatedConnection {
  readonly connectionId: string;
  readonly url: string;
  /** The connection moved to another origin, and its secret was for the old one: it presents nothing now. */
  readonly isSecretDropped: boolean;
}

/**
 * Changes a connection's title, address, limits or default schema. The pinned definitions stay: what differs at the new
 * address is held. A secret never follows to another origin: it is replaced by the one given, or dropped.
 */
export async function updateConnection(
  deps: SecretDeps,
  input: ConnectionUpdate,
): Promise<ChangeOutcome<UpdatedConnection>> {
  const { connectionId } = input;
  const wanted = readWanted(input);
  if (!wanted.ok) return wanted;
  const { title, read, schema, secret, own } = wanted;
  return changeConfiguration<UpdatedConnection>(deps, input, async (scope) => {
    const connection = await findConnection(scope, connectionId);
    if (!connection) return unknownTarget("connection");
    const held = plainLimits("connection", connection.limits);
    const limits = own ? [...own.limits] : held;
    const isLimited = canonicalJson(limits) !== canonicalJson(held);
    const before = { title: connection.title, url: connection.url, defaultSchema: connection.defaultSchema };
    const after = {
      title: title ?? before.title,
      url: read?.url.href ?? before.url,
      defaultSchema: schema ? schema.value : before.defaultSchema,
    };
    const living = await findLivingCredential(scope, connectionId);
    const hasMoved = after.url !== connection.url;
    const isDropped = hasMoved && living !== null && !isSameOrigin(after.url, connection.url);
    const isSame = after.title === before.title && after.defaultSchema === before.defaultSchema;
    if (!hasMoved && !secret && !isLimited && isSame) {
      return { ok: true, value: { connectionId, url: connection.url, isSecretDropped: false }, act: null };
    }
    await save(scope, connectionId, { ...after, ...(isLimited && { limits }) });
    if (isDropped) await endLivingCredential(scope, connectionId);
    const stored = secret
      ? await storeCredential(scope, {
          masterKey: deps.masterKey,
          change: input,
          connection: { id: connectionId, url: after.url },
          credential: secret.credential,
        })
      : null;
    if ((hasMoved || stored) && !connection.disconnectedAt) await requestDiscovery(scope, connectionId);
    const remaining = stored ?? (isDropped ? null : living);
    return {
      ok: true,
      value: { connectionId, url: after.url, isSecretDropped: isDropped && !stored },
      act: {
        kind: "connection",
        action: hasMoved ? "connection.moved" : "connection.updated",
        subject: { kind: "connection", id: connectionId, name: connection.name },
        connectionName: connection.name,
        detail: {
          before: { ...before, ...credentialFacts(living), ...(isLimited && { limits: held }) },
          after: { ...after, ...credentialFacts(remaining), ...(isLimited && { limits }) },
        },
        summary: summaryOf(connection, hasMoved ? after.url : null),
      },
    };
  });
}

/** What a change asks for, each part read; the first that can't be is refused by its field. */
function readWanted(input: ConnectionUpdate) {
  const title = input.title?.trim();
  if (title === "") return invalidField("title", "Give the connection a title.");
  const read = input.url === undefined ? null : readUpstreamUrl(input.url);
  if (read && !read.ok) return read;
  const schema = input.defaultSchema === undefined ? null : readDefaultSchema(input.defaultSchema);
  if (schema && !schema.ok) return schema;
  const secret = input.secret && readCredential(input.secret);
  if (secret && !secret.ok) return secret;
  const own = input.limits === undefined ? null : readLimits("connection", input.limits);
  if (own && !own.ok) return own;
  return { ok: true, title, read, schema, secret, own } as const;
}

function isSameOrigin(one: string, other: string): boolean {
  return new URL(one).origin === new URL(other).origin;
}

function summaryOf({ name }: ConnectionRow, movedTo: string | null): string {
  return movedTo === null ? `connection ${name} changed` : `connection ${name} points to ${new URL(movedTo).origin}`;
}
