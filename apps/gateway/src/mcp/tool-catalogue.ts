import { nameTools } from "@countersign/mcp";
import { type Visibility, visibility } from "@countersign/policy";
import { type Caller, mayReach } from "../identity/caller.ts";
import type { GatewaySnapshot, OperationEntry } from "../snapshot/gateway-snapshot.ts";

/** Which of the principal's operations an endpoint offers: those of all connections, or of one. */
export interface Endpoint {
  /** Null on `/mcp`. */
  readonly connection: string | null;
}

export interface ListedOperation {
  readonly name: string;
  readonly operation: OperationEntry;
  readonly visibility: Exclude<Visibility, "never">;
}

interface NamedOperation {
  readonly connection: string;
  readonly tool: string;
  readonly operation: OperationEntry;
}

const catalogues = new WeakMap<GatewaySnapshot, Map<string, ReadonlyMap<string, OperationEntry>>>();

/** Listed name → operation, the same for list and call. Names are computed once for each snapshot and endpoint. */
function catalogueOf(snapshot: GatewaySnapshot, endpoint: Endpoint): ReadonlyMap<string, OperationEntry> {
  const byEndpoint = catalogues.get(snapshot) ?? new Map<string, ReadonlyMap<string, OperationEntry>>();
  catalogues.set(snapshot, byEndpoint);
  const known = byEndpoint.get(endpoint.connection ?? "");
  if (known) return known;
  const made = endpoint.connection === null ? prefixed(snapshot) : ownNames(snapshot, endpoint.connection);
  byEndpoint.set(endpoint.connection ?? "", made);
  return made;
}

function prefixed(snapshot: GatewaySnapshot): ReadonlyMap<string, OperationEntry> {
  const tools = snapshot.operations.map(
    (operation): NamedOperation => ({ connection: operation.connection.name, tool: operation.name, operation }),
  );
  return new Map([...nameTools(tools).byName].map(([name, { operation }]) => [name, operation]));
}

function ownNames(snapshot: GatewaySnapshot, connection: string): ReadonlyMap<string, OperationEntry> {
  const own = snapshot.operations.filter((operation) => operation.connection.name === connection);
  return new Map(own.map((operation) => [operation.name, operation]));
}

/** The operation behind a listed name; null when the endpoint has none by exactly that name. */
export function findOperation(snapshot: GatewaySnapshot, endpoint: Endpoint, name: string): OperationEntry | null {
  return catalogueOf(snapshot, endpoint).get(name) ?? null;
}

/** What a caller may call, in a stable order: what no rule can allow, or its key isn't meant for, is left out. */
export function listOperations(snapshot: GatewaySnapshot, endpoint: Endpoint, caller: Caller): ListedOperation[] {
  const { policy } = snapshot;
  if (!policy) return [];
  return [...catalogueOf(snapshot, endpoint)].flatMap(([name, operation]) => {
    if (operation.isQuarantined || !mayReach(caller, operation.connection.id)) return [];
    const seen = visibility(policy, caller.agent, operation.fullName);
    return seen === "never" ? [] : [{ name, operation, visibility: seen }];
  });
}
