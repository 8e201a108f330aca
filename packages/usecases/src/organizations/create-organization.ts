import { createHash } from "node:crypto";
import { type Actor, newId } from "@countersign/contracts";
import { isName } from "@countersign/core";
import { insertMember, insertOrganization, type OrganizationRow } from "@countersign/db";
import { newKeyRef } from "@countersign/vault";
import { type ConfigurationDeps, changeConfiguration } from "../configuration/change-configuration.ts";
import { type ChangeOutcome, invalidField, type Outcome } from "../configuration/outcome.ts";

export interface OrganizationInput {
  readonly name: string;
  readonly title: string;
  /** IANA name. Default UTC. */
  readonly timeZone?: string;
  /** The first member, as owner. */
  readonly ownerUserId: string;
  readonly actor: Actor;
  /** How many logical shards there are, 1 to 256. */
  readonly shards: number;
}

/** Makes an organization with its owner. Refuses names that are malformed or taken, and unknown time zones. */
export async function createOrganization(
  deps: ConfigurationDeps,
  input: OrganizationInput,
): Promise<ChangeOutcome<OrganizationRow>> {
  if (!isName(input.name)) return invalidField("name", NAME_RULE);
  const timeZone = input.timeZone ?? "UTC";
  if (!isTimeZone(timeZone)) return invalidField("timeZone", "The time zone isn't one of the IANA database.");
  const id = newId("organization");
  const made = await deps.db.tenant(id, async (scope): Promise<Outcome<OrganizationRow>> => {
    const row = await insertOrganization(scope, {
      id,
      name: input.name,
      title: input.title,
      keyRef: newKeyRef("organizationRef"),
      shard: shardOf(id, input.shards),
      timeZone,
    });
    if (!row) return invalidField("name", `The name ${input.name} is taken.`);
    await insertMember(scope, { id: newId("member"), userId: input.ownerUserId, role: "owner" });
    return { ok: true, value: row };
  });
  if (!made.ok) return made;
  return changeConfiguration<OrganizationRow>(deps, { organizationId: id, actor: input.actor }, async () => ({
    ok: true,
    value: made.value,
    act: {
      kind: "member",
      action: "organization.created",
      subject: { kind: "organization", id, name: input.name },
      summary: `organization ${input.name} created`,
    },
  }));
}

export const NAME_RULE =
  "A name is lower-case letters, digits and hyphens, begins with a letter and has at most 31 characters.";

function shardOf(organizationId: string, shards: number): number {
  return createHash("sha256").update(organizationId).digest().readUInt32BE(0) % shards;
}

/** Whether this names a time zone of the IANA database. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
