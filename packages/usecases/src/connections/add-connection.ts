import { newId } from "@countersign/contracts";
import { isName, suggestConnectionName, titleFromName } from "@countersign/core";
import { type ConnectionRow, insertConnection, listConnections, type TenantScope } from "@countersign/db";
import { type ConfigurationChange, changeConfiguration } from "../configuration/change-configuration.ts";
import { type ChangeOutcome, invalidField } from "../configuration/outcome.ts";
import type { SecretDeps } from "../keys/issue-key.ts";
import { NAME_RULE } from "../organizations/create-organization.ts";
import { type CredentialInput, readCredential } from "./credential-input.ts";
import { requestDiscovery } from "./discovery-request.ts";
import { credentialFacts, storeCredential } from "./store-credential.ts";
import { readUpstreamUrl } from "./upstream-url.ts";

export interface ConnectionInput extends ConfigurationChange {
  /** Without one it is named after its title or its host. */
  readonly name?: string;
  readonly title?: string;
  /** Where the MCP server answers: without user information, fragment or secrets. */
  readonly url: string;
  /** What it presents upstream. */
  readonly secret?: CredentialInput;
}

/** Adds a connection to an MCP server. The worker discovers its operations; until then it has none. */
export async function addConnection(deps: SecretDeps, input: ConnectionInput): Promise<ChangeOutcome<ConnectionRow>> {
  if (input.name !== undefined && !isName(input.name)) return invalidField("name", NAME_RULE);
  const read = readUpstreamUrl(input.url);
  if (!read.ok) return read;
  const secret = input.secret && readCredential(input.secret);
  if (secret && !secret.ok) return secret;
  return changeConfiguration<ConnectionRow>(deps, input, async (scope) => {
    const name = input.name ?? (await freeName(scope, input.title ?? "", read.url));
    const title = input.title ?? titleFromName(name);
    const row = await insertConnection(scope, {
      id: newId("connection"),
      name,
      title,
      kind: "mcp",
      url: read.url.href,
    });
    if (!row) return invalidField("name", `There is a connection named ${name} already.`);
    const stored = secret
      ? await storeCredential(scope, {
          masterKey: deps.masterKey,
          change: input,
          connection: row,
          credential: secret.credential,
        })
      : null;
    await requestDiscovery(scope, row.id);
    return {
      ok: true,
      value: row,
      act: {
        kind: "connection",
        action: "connection.added",
        subject: { kind: "connection", id: row.id, name },
        connectionName: name,
        detail: { before: null, after: { name, title, url: row.url, ...credentialFacts(stored) } },
        summary: `connection ${name} added`,
      },
    };
  });
}

async function freeName(scope: TenantScope, title: string, url: URL): Promise<string> {
  const taken = new Set((await listConnections(scope)).map((row) => row.name));
  return suggestConnectionName({ title, hostname: url.hostname }, taken);
}
