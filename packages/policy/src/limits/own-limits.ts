import { limitsSchema } from "../document/document-schema.ts";
import { limitFrom } from "../document/parse-policy.ts";
import type { LimitClause } from "../document/policy-document.ts";
import { printLimit } from "../document/print-policy.ts";
import { fixFor } from "../document/problem-wording.ts";
import { repeatedLimits } from "../document/repeats.ts";
import type { ContextAgent, ContextConnection } from "../policy-context.ts";
import type { LimitOwner } from "./limit-spec.ts";

export type OwnLimits =
  | { readonly ok: true; readonly limits: readonly LimitClause[] }
  /** One sentence about the first thing that is wrong. */
  | { readonly ok: false; readonly problem: string };

/** A connection's limits count all its calls; an agent's count its own. */
const USUAL_SCOPE = { agent: "agent", connection: "organization" } as const;

/** Reads the limits that an agent or a connection has of its own, written as a policy writes a rule's. */
export function parseOwnLimits(kind: LimitOwner["kind"], written: unknown): OwnLimits {
  const parsed = limitsSchema.safeParse(written);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = (issue?.path ?? []).map((part) => (typeof part === "symbol" ? String(part) : part));
    const place = typeof path[0] === "number" ? `Limit ${path[0] + 1}: ` : "";
    return {
      ok: false,
      problem: `${place}${issue?.message ?? "is not a limit"}. ${fixFor(["limits", ...path])}`.trim(),
    };
  }
  const limits = parsed.data.map((raw) => limitFrom(raw, USUAL_SCOPE[kind]));
  const wide = kind === "agent" ? limits.findIndex(({ scope }) => scope === "organization") : -1;
  if (wide >= 0)
    return { ok: false, problem: `Limit ${wide + 1}: an agent's own limit counts the agent's calls only.` };
  const [repeated] = repeatedLimits(limits);
  if (repeated !== undefined) {
    const problem = `Limit ${repeated + 1}: another one has the same kind, scope and window; give one of them an id.`;
    return { ok: false, problem };
  }
  return { ok: true, limits };
}

/** The same limits in their plainest writing, as they are stored. */
export function printOwnLimits(kind: LimitOwner["kind"], limits: readonly LimitClause[]): readonly object[] {
  return limits.map((limit) => printLimit(limit, USUAL_SCOPE[kind]));
}

interface StoredAgent {
  readonly id: string;
  readonly name: string;
  readonly tags: readonly string[];
  readonly parentAgentId: string | null;
  readonly limits: unknown;
}

interface StoredConnection {
  readonly id: string;
  readonly name: string;
  readonly limits: unknown;
  readonly defaultSchema?: string | null;
}

/** Agents as a policy is compiled against them. Throws where stored limits can't be read: left out, they would not hold. */
export function contextAgents(agents: readonly StoredAgent[]): ContextAgent[] {
  const names = new Map(agents.map(({ id, name }) => [id, name]));
  return agents.map(({ id, name, tags, parentAgentId, limits }) => {
    const parent = parentAgentId === null ? null : (names.get(parentAgentId) ?? null);
    return { id, name, tags, parent, limits: storedLimits({ kind: "agent", id, name }, limits) };
  });
}

/** The same of connections. */
export function contextConnections(connections: readonly StoredConnection[]): ContextConnection[] {
  return connections.map(({ id, name, limits, defaultSchema = null }) => {
    return { id, name, defaultSchema, limits: storedLimits({ kind: "connection", id, name }, limits) };
  });
}

function storedLimits({ kind, id }: LimitOwner, written: unknown): readonly LimitClause[] {
  const read = parseOwnLimits(kind, written);
  if (!read.ok) throw new Error(`the limits of ${kind} ${id} can't be read: ${read.problem}`);
  return read.limits;
}
