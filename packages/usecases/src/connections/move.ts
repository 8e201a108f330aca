import { findConnection, setConnectionUrl } from "@countersign/db";
import {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
} from "../configuration/change-configuration.ts";
import { type ChangeOutcome, invalidField, unknownTarget } from "../configuration/outcome.ts";
import { readUpstreamUrl, UPSTREAM_URL_RULE } from "./upstream-url.ts";

export interface ConnectionMove extends ConfigurationChange {
  readonly connectionId: string;
  readonly url: string;
}

/** Points a connection at another address. The pinned definitions stay: what differs there is quarantined at the next sync. */
export async function moveConnection(
  deps: ConfigurationDeps,
  input: ConnectionMove,
): Promise<ChangeOutcome<{ readonly connectionId: string; readonly url: string }>> {
  const { connectionId } = input;
  const url = readUpstreamUrl(input.url);
  if (url === null) return invalidField("url", UPSTREAM_URL_RULE);
  return changeConfiguration<{ readonly connectionId: string; readonly url: string }>(deps, input, async (scope) => {
    const connection = await findConnection(scope, connectionId);
    if (!connection) return unknownTarget("connection");
    const value = { connectionId, url };
    if (connection.url === url) return { ok: true, value, act: null };
    await setConnectionUrl(scope, connectionId, url);
    return {
      ok: true,
      value,
      act: {
        kind: "connection",
        action: "connection.moved",
        subject: { kind: "connection", id: connectionId, name: connection.name },
        connectionName: connection.name,
        detail: { from: new URL(connection.url).origin, to: new URL(url).origin },
        summary: `connection ${connection.name} points to ${new URL(url).origin}`,
      },
    };
  });
}
