import { newId } from "@countersign/contracts";
import type { Role } from "@countersign/core";
import { findUser, insertMember, type MemberRow } from "@countersign/db";
import {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
} from "../configuration/change-configuration.ts";
import { type ChangeOutcome, invalidField, unknownTarget } from "../configuration/outcome.ts";

export interface MemberInput extends ConfigurationChange {
  readonly userId: string;
  readonly role: Role;
}

/** Makes a person a member. Refuses who is one already. */
export async function addMember(deps: ConfigurationDeps, input: MemberInput): Promise<ChangeOutcome<MemberRow>> {
  const { userId, role } = input;
  return changeConfiguration<MemberRow>(deps, input, async (scope) => {
    const user = await findUser(scope, userId);
    if (!user) return unknownTarget("person");
    const row = await insertMember(scope, { id: newId("member"), userId, role });
    if (!row) return invalidField("userId", "This person belongs to the organization already.");
    return {
      ok: true,
      value: row,
      act: {
        kind: "member",
        action: "member.added",
        subject: { kind: "member", id: row.id, name: user.name },
        detail: { role, userId },
        summary: `${user.name} added as ${role}`,
      },
    };
  });
}
