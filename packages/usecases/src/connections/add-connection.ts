import { newId } from "@countersign/contracts";
import { isName } from "@countersign/core";
import { type ConnectionRow, insertConnection } from "@countersign/db";
import {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
} from "../configuration/change-configuration.ts";
import { type ChangeOutcome, invalidField } from "../configuration/outcome.ts";
import { NAME_RULE } from "../organizations/create-organization.ts";
import { readUpstreamUrl, UPSTREAM_URL_RULE } from "./upstream-url.ts";

export interface ConnectionInput extends ConfigurationChange {
  readonly name: string;
  readonly title: string;
  /** Where the MCP server answers; http or https, without user information. */
  readonly url: string;
}

/** Adds a connection to an MCP server. It has no operations until its tools are synced. */
export async function addConnection(
  deps: ConfigurationDeps,
  input: ConnectionInput,
): Promise<ChangeOutcome<ConnectionRow>> {
  const { name, title } = input;
  if (!isName(name)) return invalidField("name", NAME_RULE);
  const url = readUpstreamUrl(input.url);
  if (url === null) return invalidField("url", UPSTREAM_URL_RULE);
  return changeConfiguration<ConnectionRow>(deps, input, async (scope) => {
    const row = await insertConnection(scope, { id: newId("connection"), name, title, kind: "mcp", url });
    if (!row) return invalidField("name", `There is a connection named ${name} already.`);
    return {
      ok: true,
      value: row,
      act: {
        kind: "connection",
        action: "connection.added",
        subject: { kind: "connection", id: row.id, name },
        connectionName: name,
        detail: { origin: new URL(url).origin },
        summary: `connection ${name} added`,
      },
    };
  });
}
