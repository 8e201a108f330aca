import { readOperationClass, type SafeRule, startSafeRules } from "@countersign/core";
import { type Db, findConnection, listOperations } from "@countersign/db";
import { type Outcome, unknownTarget } from "../configuration/outcome.ts";

export interface SafeRulesQuery {
  readonly organizationId: string;
  readonly connectionId: string;
  /** As rules name them: names, globs, tags. */
  readonly agents: readonly string[];
}

/** The rules to begin with for a connection: reads allowed, the rest asks. What is held or gone isn't in them. */
export function readSafeRules(
  { db }: { readonly db: Db },
  { organizationId, connectionId, agents }: SafeRulesQuery,
): Promise<Outcome<readonly SafeRule[]>> {
  return db.tenant(organizationId, async (scope) => {
    const connection = await findConnection(scope, connectionId);
    if (!connection) return unknownTarget("connection");
    const operations = (await listOperations(scope, connectionId))
      .filter((operation) => operation.state === "active")
      .map((operation) => ({ name: operation.name, class: readOperationClass(operation.class) }));
    return { ok: true, value: startSafeRules({ connection: connection.name, agents, operations }) };
  });
}
