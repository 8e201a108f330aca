import type { CalendarWindow, IpRange, JsonObject, TimeZones } from "@countersign/core";
import type { CompiledPolicy } from "@countersign/policy";

export interface AgentEntry {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly tags: readonly string[];
  /** Why none of its keys is accepted; null while they are. */
  readonly stopped: "archived" | "owner_gone" | null;
}

export interface InstanceEntry {
  readonly id: string;
  readonly agentId: string;
  readonly name: string;
  /** Proved by a credential of its own, not only declared by a header. */
  readonly isProved: boolean;
}

export interface KeyEntry {
  readonly id: string;
  readonly agentId: string;
  /** Null for a key of the whole agent. */
  readonly instanceId: string | null;
  readonly secretHash: string;
  /** UTC ms. */
  readonly expiresAtMs: number | null;
  /** Where it may be used from; empty: anywhere. */
  readonly ipRanges: readonly IpRange[];
  /** Ids of the connections it may be used for; null: all. */
  readonly connectionIds: ReadonlySet<string> | null;
}

export interface ConnectionEntry {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly url: string;
  /** What it presents upstream, sealed; null when it presents nothing. */
  readonly credential: CredentialEntry | null;
}

export interface CredentialEntry {
  readonly id: string;
  readonly kind: "bearer" | "header";
  /** Lower case. */
  readonly headerName: string;
  readonly sealed: string;
}

export interface OperationEntry {
  readonly id: string;
  /** `connection.operation`. */
  readonly fullName: string;
  /** The upstream's own name of the tool. */
  readonly name: string;
  readonly connection: ConnectionEntry;
  /** The tool definition as the upstream wrote it, byte for byte. */
  readonly definitionText: string;
  /** What it declares for its arguments. */
  readonly inputSchema: JsonObject;
  readonly hasOutputSchema: boolean;
  readonly definitionHash: string;
  /** The definition changed upstream and no person has looked at the change yet. */
  readonly isQuarantined: boolean;
}

/** Calls that people let through beside one they approved. */
export interface GrantEntry {
  readonly id: string;
  readonly approvalId: string;
  readonly agentId: string;
  readonly instanceId: string | null;
  readonly instanceName: string;
  readonly definitionHash: string;
  readonly requirementHash: string;
  /** The session's labels that they were shown. */
  readonly labels: readonly string[];
  /** Arguments (dotted paths) that may differ. */
  readonly vary: readonly string[];
  /** The others as canonical JSON. */
  readonly fixedArguments: string;
  readonly calls: number;
  /** What its calls are counted in, from its beginning to its end. */
  readonly window: CalendarWindow;
  readonly granterNames: readonly string[];
}

/** One organization as the gateway knows it at one version: everything a decision needs, in memory. */
export interface GatewaySnapshot {
  readonly organizationId: string;
  readonly organizationTitle: string;
  readonly shard: number;
  /** The platform's operator has suspended it: nobody of it comes in. */
  readonly isSuspended: boolean;
  /** Zones that calendar windows are cut in. */
  readonly timeZones: TimeZones;
  readonly version: number;
  readonly policyVersion: number;
  /** Null when nothing is published, or what is published can't be compiled: then no rule allows anything. */
  readonly policy: CompiledPolicy | null;
  readonly agents: ReadonlyMap<string, AgentEntry>;
  readonly instances: ReadonlyMap<string, InstanceEntry>;
  /** Keys that aren't revoked, by their reference. */
  readonly keys: ReadonlyMap<string, KeyEntry>;
  readonly connections: readonly ConnectionEntry[];
  /** In the order lists show them: by connection, then as the upstream lists them. */
  readonly operations: readonly OperationEntry[];
  /**
   * Ids with a kill switch on. Redis is asked on every call; this holds where a switch was saved while Redis couldn't be
   * told.
   */
  readonly killed: ReadonlySet<string>;
  /** By the operation they let through, `connection.operation`. */
  readonly grants: ReadonlyMap<string, readonly GrantEntry[]>;
  /** Estimated size in memory, bytes. */
  readonly sizeBytes: number;
}
