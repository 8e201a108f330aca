import { newId } from "@countersign/contracts";
import { isName } from "@countersign/core";
import { type AgentRow, insertAgent, isLivingMember } from "@countersign/db";
import {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
} from "../configuration/change-configuration.ts";
import { type ChangeOutcome, invalidField, unknownTarget } from "../configuration/outcome.ts";
import { NAME_RULE } from "../organizations/create-organization.ts";
import { refuseTags } from "./tags.ts";

export interface AgentInput extends ConfigurationChange {
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly ownerMemberId?: string | null;
  /** How many declared instances may enrol by themselves. Default 5. */
  readonly enrolUpTo?: number;
}

/** Makes an agent. Refuses malformed names and tags, and names the organization has already. */
export async function createAgent(deps: ConfigurationDeps, input: AgentInput): Promise<ChangeOutcome<AgentRow>> {
  const tags = [...new Set(input.tags ?? [])];
  if (!isName(input.name)) return invalidField("name", NAME_RULE);
  const refused = refuseTags(tags);
  if (refused) return refused;
  const { ownerMemberId = null } = input;
  return changeConfiguration<AgentRow>(deps, input, async (scope) => {
    if (ownerMemberId !== null && !(await isLivingMember(scope, ownerMemberId))) return unknownTarget("member");
    const row = await insertAgent(scope, {
      id: newId("agent"),
      name: input.name,
      title: input.title,
      description: input.description ?? "",
      tags,
      ownerMemberId,
      enrolUpTo: input.enrolUpTo ?? 5,
    });
    if (!row) return invalidField("name", `There is an agent named ${input.name} already.`);
    return {
      ok: true,
      value: row,
      act: {
        kind: "agent",
        action: "agent.created",
        subject: { kind: "agent", id: row.id, name: row.name },
        agentName: row.name,
        detail: { tags, enrolUpTo: row.enrolUpTo, ownerMemberId },
        summary: `agent ${row.name} created`,
      },
    };
  });
}
