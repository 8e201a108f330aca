import type { JsonObject } from "@countersign/core";

/** One call as policy sees it: everything a decision may depend on, the present included. */
export interface PolicyCall {
  readonly agent: { readonly id: string; readonly name: string; readonly tags: readonly string[] };
  /** `proved` is false where the instance only says its name. */
  readonly instance: { readonly id: string; readonly name: string; readonly proved: boolean };
  /** The person acted for, if any. */
  readonly person: string | null;
  /** `connection.operation`. */
  readonly operation: string;
  /** As the agent sent them, strictly parsed. */
  readonly args: JsonObject;
  /** Null when the session's labels couldn't be read, which is not the same as having none. */
  readonly session: { readonly labels: readonly string[] } | null;
  /** UTC ms. */
  readonly nowMs: number;
  /** Where unqualified names in SQL are looked up, in place of what the operation's connection declares. */
  readonly defaultSchema?: string;
}
