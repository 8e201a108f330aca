import { splitOperation } from "@countersign/core";
import type { PolicyCall } from "../policy-call.ts";
import type { ContextAgent, PolicyContext } from "../policy-context.ts";
import { type LimitSpec, type LimitTemplate, limitFor, ownLimitTemplate } from "./limit-spec.ts";

interface NestedAgent {
  readonly agent: PolicyCall["agent"];
  readonly limits: readonly LimitTemplate[];
}

/** Whose limits a call counts on besides those of rules and organization. */
export interface NestedLimits {
  /** By agent name: itself, then its parent, and so on up. */
  readonly agents: ReadonlyMap<string, readonly NestedAgent[]>;
  /** By connection name. */
  readonly connections: ReadonlyMap<string, readonly LimitTemplate[]>;
}

/** How deep sub-agents go; what hangs deeper counts on the nearest so many. */
export const DEEPEST_AGENTS = 8;

/** Prepares the limits that agents and connections have of their own, and who is whose sub-agent. */
export function nestLimits(context: PolicyContext): NestedLimits {
  const byName = new Map(context.agents.map((agent) => [agent.name, agent]));
  const agents = new Map(context.agents.map((agent) => [agent.name, lineOf(agent, byName)]));
  const connections = new Map<string, readonly LimitTemplate[]>();
  for (const { id, name, limits = [] } of context.connections) {
    if (id === undefined) continue;
    const owner = { kind: "connection", id, name } as const;
    connections.set(
      name,
      limits.map((clause) => ownLimitTemplate(clause, owner)),
    );
  }
  return { agents, connections };
}

function lineOf(agent: ContextAgent, byName: ReadonlyMap<string, ContextAgent>): readonly NestedAgent[] {
  const line: NestedAgent[] = [];
  const seen = new Set<string>();
  for (let at: ContextAgent | undefined = agent; at && line.length < DEEPEST_AGENTS; ) {
    const { id, name, tags, limits = [], parent = null }: ContextAgent = at;
    if (id === undefined || seen.has(name)) break;
    seen.add(name);
    const owner = { kind: "agent", id, name } as const;
    line.push({ agent: { id, name, tags }, limits: limits.map((clause) => ownLimitTemplate(clause, owner)) });
    at = parent === null ? undefined : byName.get(parent);
  }
  return line;
}

/**
 * Every limit a call counts on, each once: of the rules, of the organization, of its connection, of its agent, and of
 * each agent above it: that one's own, and those that rules put on its calls of this operation. `rulesOf` gives the
 * limits of the rules that would let an agent's call through.
 */
export function limitsOnCall(
  nested: NestedLimits,
  call: PolicyCall,
  rules: {
    readonly organization: readonly LimitTemplate[];
    readonly rulesOf: (call: PolicyCall) => readonly LimitTemplate[];
  },
): readonly LimitSpec[] {
  const specs = [...rules.rulesOf(call), ...rules.organization].map((template) => limitFor(template, call));
  const connection = splitOperation(call.operation)?.connection ?? "";
  for (const template of nested.connections.get(connection) ?? []) specs.push(limitFor(template, call));
  const [self, ...above] = nested.agents.get(call.agent.name) ?? [];
  for (const template of self?.limits ?? []) specs.push(limitFor(template, call));
  for (const { agent, limits } of above) {
    const counted = { ...call, agent };
    const templates = [...limits, ...rules.rulesOf(counted), ...rules.organization];
    for (const template of templates.filter(isOfAgent)) specs.push(limitFor(template, counted));
  }
  const seen = new Set<string>();
  return specs.filter(({ identity }) => !seen.has(identity) && seen.add(identity));
}

/** The limits that the connection, the agent and those above it have of their own, for calls of one operation. */
export function ownLimitsOn(
  nested: NestedLimits,
  { agent, connection }: { readonly agent: string; readonly connection: string },
): readonly LimitTemplate[] {
  const [self, ...above] = nested.agents.get(agent) ?? [];
  return [
    ...(nested.connections.get(connection) ?? []),
    ...(self?.limits ?? []),
    ...above.flatMap(({ limits }) => limits.filter(isOfAgent)),
  ];
}

/** Above the caller only what counts on an agent as a whole: its instances and sessions are not the caller's. */
function isOfAgent({ clause }: LimitTemplate): boolean {
  return clause.scope === "agent";
}
