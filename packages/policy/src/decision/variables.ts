import { splitOperation } from "@countersign/core";
import { CelTime, ConditionError, type Frame } from "../conditions/cel-value.ts";
import { DEFAULT_SCHEMA_VARIABLE } from "../functions/sql/sql.ts";
import type { PolicyCall } from "../policy-call.ts";
import type { ContextOperation } from "../policy-context.ts";

const UNKNOWN_LABELS = new ConditionError("the session's labels could not be read");

/** What conditions may name, for one call. `defaultSchema`: what the operation's connection declares. */
export function variablesOf(
  call: PolicyCall,
  operation: ContextOperation,
  defaultSchema: string | null,
): Frame["variables"] {
  return {
    args: call.args,
    agent: { id: call.agent.id, name: call.agent.name, tags: call.agent.tags },
    instance: { id: call.instance.id, name: call.instance.name, proved: call.instance.proved },
    session: call.session ? { labels: call.session.labels } : UNKNOWN_LABELS,
    person: call.person,
    operation: {
      name: splitOperation(operation.id)?.operation ?? operation.id,
      connection: operation.connection,
      class: operation.class,
    },
    now: new CelTime(call.nowMs),
    [DEFAULT_SCHEMA_VARIABLE]: call.defaultSchema ?? defaultSchema,
  };
}
