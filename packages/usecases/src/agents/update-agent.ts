import type { JsonObject, JsonValue } from "@countersign/core";
import { type AgentEdit, type AgentRow, findAgent, isLivingMember, setAgent } from "@countersign/db";
import {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
} from "../configuration/change-configuration.ts";
import { type ChangeOutcome, invalidField, type Refused, unknownTarget } from "../configuration/outcome.ts";
import { refuseTags } from "./tags.ts";

export interface AgentUpdate extends ConfigurationChange, AgentEdit {
  readonly agentId: string;
}

const MOST_ENROLLED = 10_000;

/** Changes what is given of an agent; what is absent stays. Its name never changes: rules and records use it. */
export async function updateAgent(deps: ConfigurationDeps, input: AgentUpdate): Promise<ChangeOutcome<AgentRow>> {
  const edit = editOf(input);
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
    const { before, after } = difference(row, edit);
    const next: AgentRow = { ...row, ...edit, tags: edit.tags ? [...edit.tags] : row.tags };
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
  const { title, description, tags, ownerMemberId, enrolUpTo, stopsWithOwner } = input;
  return {
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

/** The columns that differ, as they were and as they become. */
function difference(row: AgentRow, edit: AgentEdit): { readonly before: JsonObject; readonly after: JsonObject } {
  const before: Record<string, JsonValue> = {};
  const after: Record<string, JsonValue> = {};
  const held = { title: row.title, description: row.description, ownerMemberId: row.ownerMemberId };
  const old = { ...held, tags: row.tags, enrolUpTo: row.enrolUpTo, stopsWithOwner: row.stopsWithOwner };
  for (const key of ["title", "description", "tags", "ownerMemberId", "enrolUpTo", "stopsWithOwner"] as const) {
    const wanted = edit[key];
    if (wanted === undefined || JSON.stringify(wanted) === JSON.stringify(old[key])) continue;
    before[key] = old[key];
    after[key] = typeof wanted === "object" && wanted !== null ? [...wanted] : wanted;
  }
  return { before, after };
}
