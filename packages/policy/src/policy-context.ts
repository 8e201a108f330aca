import type { JsonObject } from "@countersign/core";
import type { LimitClause, OperationClass } from "./document/policy-document.ts";

export interface ContextAgent {
  readonly name: string;
  readonly tags: readonly string[];
  /** Its stable id; without it neither its own limits nor its parent's are known. */
  readonly id?: string;
  /** The name of the agent whose sub-agent it is: its calls count on that one's limits too. */
  readonly parent?: string | null;
  /** Limits of its own, whatever rule lets a call through. */
  readonly limits?: readonly LimitClause[];
}

export interface ContextConnection {
  readonly name: string;
  readonly id?: string;
  /** Limits of its own: all its calls count on them. */
  readonly limits?: readonly LimitClause[];
  /** The connection's own prices in micro-USD, by operation name; used where the operation itself has none. */
  readonly prices?: { readonly [operation: string]: bigint };
  /** Where unqualified names in SQL sent to it are looked up; without it they can't be judged. */
  readonly defaultSchema?: string | null;
}

export interface ContextOperation {
  /** `connection.operation`. */
  readonly id: string;
  readonly connection: string;
  readonly class: OperationClass;
  /** JSON Schema of the arguments. */
  readonly inputSchema: JsonObject;
  /** JSON Schema of what it answers; left out where it says nothing of that. */
  readonly outputSchema?: JsonObject;
  /** Micro-USD for each call; null when nobody said. */
  readonly priceMicros: bigint | null;
}

/** What a document is compiled and checked against: the organization as it is. */
export interface PolicyContext {
  readonly agents: readonly ContextAgent[];
  readonly connections: readonly ContextConnection[];
  readonly operations: readonly ContextOperation[];
  /** Names of the webhooks that approvals can be told to; left out where they aren't known. */
  readonly webhooks?: readonly string[];
  /** Names of the channels of Slack that can be posted to, without `#`; left out where they aren't known. */
  readonly slackChannels?: readonly string[];
  /** IANA name; calendar windows are cut in it. */
  readonly timeZone: string;
  /** Stable ids of rules by their id in the document, so that counters survive renames. Without it, `was` or the id. */
  readonly ruleUids?: { readonly [ruleId: string]: string };
}
