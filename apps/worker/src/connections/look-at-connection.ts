import type { ConnectionRow, CredentialRow } from "@countersign/db";
import type { Egress } from "@countersign/egress";
import { createUpstream, maskUpstream, type Upstream } from "@countersign/mcp";
import type { CheckFinding } from "@countersign/usecases";
import { createEchoMask, type Secret } from "@countersign/vault";
import { type OpenedCredential, openCredential } from "@countersign/vault/open";
import { connectionFault, ownFault } from "./connection-fault.ts";

export interface LookDeps {
  readonly egress: Egress;
  readonly masterKey: Secret;
}

export interface Looked {
  readonly connection: ConnectionRow;
  readonly credential: CredentialRow | null;
  /** Ends the look when it comes. */
  readonly signal: AbortSignal;
}

const CLIENT_INFO = { name: "countersign-discovery", version: "1.0.0" };
/** No part of a look may hang: a person waits for it. */
const TIMEOUTS = { sendMs: 5_000, idleMs: 10_000, totalMs: 15_000, handshakeMs: 8_000 };
const BOUNDS = { maxResponseBytes: 4_194_304, maxTools: 1_000, maxListBytes: 8_388_608 };

/** Reads what a connection's upstream offers now, presenting its secret. Bounded in time, size and number of tools. */
export async function lookAtConnection(deps: LookDeps, looked: Looked): Promise<CheckFinding> {
  const { connection, credential, signal } = looked;
  const opened = credential ? openStored(deps.masterKey, connection, credential) : null;
  if (opened === "unreadable") return ownFault("The stored secret can't be read for this address. Enter it again.");
  const pooled = deps.egress.poolFor(connection.url, { connections: 2 });
  if (!pooled.ok) return ownFault(`${pooled.message.charAt(0).toUpperCase()}${pooled.message.slice(1)}.`);
  const client = createUpstream({
    url: connection.url,
    dispatcher: pooled.pool,
    clientInfo: CLIENT_INFO,
    timeouts: TIMEOUTS,
    bounds: BOUNDS,
    ...(opened ? { headers: () => opened.headers } : {}),
  });
  try {
    const upstream = opened ? maskUpstream(client, createEchoMask(opened.secret)) : client;
    return await readTools(upstream, signal, opened !== null);
  } finally {
    await Promise.race([client.close(), aborted(signal)]);
    await pooled.pool.destroy();
  }
}

async function readTools(upstream: Upstream, signal: AbortSignal, hasSecret: boolean): Promise<CheckFinding> {
  const facts = await upstream.connect(signal);
  if (!facts.ok) return connectionFault(facts, hasSecret);
  const list = await upstream.listTools(signal);
  if (!list.ok) return connectionFault(list, hasSecret);
  return { ok: true, tools: list.tools, protocol: facts.revision };
}

function openStored(
  masterKey: Secret,
  { organizationId, id: connectionId, url }: ConnectionRow,
  { id: credentialId, headerName, kind, sealed }: CredentialRow,
): OpenedCredential | "unreadable" {
  const place = { organizationId, connectionId, credentialId, headerName, url };
  return (
    openCredential([masterKey], { ...place, kind: kind === "bearer" ? "bearer" : "header", sealed }) ?? "unreadable"
  );
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
