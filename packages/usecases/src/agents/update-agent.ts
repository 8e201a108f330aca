import { canonicalJson, type JsonObject, type JsonValue } from "@countersign/core";
import {
  type AgentEdit,
  type AgentRow,
  findAgent,
  isLivingMember,
  listAgents,
  setAgent,
  type TenantScope,
} from "@countersign/db";
import { DEEPEST_AGENTS } from "@countersign/policy";
import {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
} from "../configuration/change-configuration.ts";
import { type ChangeOutcome, invalidField, type Refused, unknownTarget } from "../configuration/outcome.ts";
import { plainLimits, readLimits } from "../limits/own-limits.ts";
import { refuseTags } from "./tags.ts";

export interface AgentUpdate extends ConfigurationChange, Omit<AgentEdit, "limits"> {
  readonly agentId: string;
  /** Limits of its own, as a policy writes them. */
  readonly limits?: unknown;
}

const MOST_ENROLLED = 10_000;

/** Changes what is given of an agent; what is absent stays. Its name never changes: rules and records use it. */
export async function updateAgent(deps: ConfigurationDeps, input: AgentUpdate): Promise<ChangeOutcome<AgentRow>> {
  const own = input.limits === undefined ? null : readLimits("agent", input.limits);
  if (own && !own.ok) return own;
  const edit = { ...editOf(input), ...(own && { limits: own.limits }) };
  const refused = refuseEdit(edit);
  if (refused) return refused;
  return changeConfiguration<AgentRow>(deps, input, async (scope) => {
    const row = await findAgent(scope, input.agentId);
    if (!row) return unknownTarget("agent");
    const { ownerMemberId = null } = edit;
    if (
      ownerMemberId !== null &&
      ownerMemberId !== row.ownerMemberId &&
      !(await isLivingMember(scope, ownerMemberId))
    ) {
      return unknownTarget("member");
    }
    const wrongParent = await refuseParent(scope, row, edit.parentAgentId);
    if (wrongParent) return wrongParent;
    const { before, after } = difference(row, edit);
    const next: AgentRow = {
      ...row,
      ...edit,
      tags: edit.tags ? [...edit.tags] : row.tags,
      limits: edit.limits ? [...edit.limits] : row.limits,
    };
    if (Object.keys(after).length === 0) return { ok: true, value: row, act: null };
    await setAgent(scope, row.id, edit);
    return {
      ok: true,
      value: next,
      act: {
        kind: "agent",
        action: "agent.updated",
        subject: { kind: "agent", id: row.id, name: row.name },
        agentName: row.name,
        detail: { before, after },
        summary: `agent ${row.name} changed: ${Object.keys(after).join(", ")}`,
      },
    };
  });
}

function editOf(input: AgentUpdate): AgentEdit {
  const { title, description, tags, ownerMemberId, enrolUpTo, stopsWithOwner, parentAgentId } = input;
  return {
    ...(parentAgentId !== undefined && { parentAgentId }),
    ...(title !== undefined && { title: title.trim() }),
    ...(description !== undefined && { description: description.trim() }),
    ...(tags !== undefined && { tags: [...new Set(tags)] }),
    ...(ownerMemberId !== undefined && { ownerMemberId }),
    ...(enrolUpTo !== undefined && { enrolUpTo }),
    ...(stopsWithOwner !== undefined && { stopsWithOwner }),
  };
}

function refuseEdit({ title, tags, enrolUpTo }: AgentEdit): Refused | null {
  if (title === "") return invalidField("title", "An agent needs a title.");
  if (enrolUpTo !== undefined && (!Number.isInteger(enrolUpTo) || enrolUpTo < 0 || enrolUpTo > MOST_ENROLLED)) {
    return invalidField("enrolUpTo", `A whole number from 0 to ${MOST_ENROLLED}.`);
  }
  return tags === undefined ? null : refuseTags(tags);
}

/** A parent is another agent of the organization, and no agent is above itself. */
async function refuseParent(
  scope: TenantScope,
  agent: AgentRow,
  parentAgentId: string | null | undefined,
): Promise<Refused | null> {
  if (parentAgentId === undefined || parentAgentId === null || parentAgentId === agent.parentAgentId) return null;
  const agents = new Map((await listAgents(scope)).map((each) => [each.id, each]));
  if (!agents.has(parentAgentId)) return unknownTarget("agent");
  const above = new Set<string>();
  for (
    let id: string | null = parentAgentId;
    id !== null && !above.has(id);
    id = agents.get(id)?.parentAgentId ?? null
  ) {
    above.add(id);
  }
  if (above.has(agent.id)) return invalidField("parentAgentId", "An agent can't be above itself.");
  const below = depthBelow(agent.id, [...agents.values()]);
  if (above.size + below > DEEPEST_AGENTS) {
    return invalidField("parentAgentId", `Sub-agents go at most ${DEEPEST_AGENTS} deep.`);
  }
  return null;
}

/** How many levels an agent and what hangs under it make. */
function depthBelow(agentId: string, agents: readonly AgentRow[]): number {
  const depths = agents.filter((each) => each.parentAgentId === agentId).map((each) => depthBelow(each.id, agents));
  return 1 + Math.max(0, ...depths);
}

const COMPARED = [
  "title",
  "description",
  "tags",
  "ownerMemberId",
  "enrolUpTo",
  "stopsWithOwner",
  "parentAgentId",
] as const;

/** The columns that differ, as they were and as they become. */
function difference(row: AgentRow, edit: AgentEdit): { readonly before: JsonObject; readonly after: JsonObject } {
  const before: Record<string, JsonValue> = {};
  const after: Record<string, JsonValue> = {};
  const held = { title: row.title, description: row.description, ownerMemberId: row.ownerMemberId };
  const { enrolUpTo, stopsWithOwner, parentAgentId } = row;
  const old = { ...held, tags: row.tags, enrolUpTo, stopsWithOwner, parentAgentId };
  for (const key of COMPARED) {
    const wanted = edit[key];
    if (wanted === undefined || JSON.stringify(wanted) === JSON.stringify(old[key])) continue;
    before[key] = old[key];
    after[key] = typeof wanted === "object" && wanted !== null ? [...wanted] : wanted;
  }
  const limits = plainLimits("agent", row.limits);
  if (edit.limits && canonicalJson([...edit.limits]) !== canonicalJson(limits)) {
    before["limits"] = limits;
    after["limits"] = [...edit.limits];
  }
  return { before, after };
}
