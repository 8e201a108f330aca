import { ZONE_MEMORY_MS } from "@countersign/core";
import { type OrganizationRow, setOrganizationProfile } from "@countersign/db";
import { storableText } from "@countersign/db/audit";
import { z } from "zod";
import {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
} from "../configuration/change-configuration.ts";
import { type ChangeOutcome, invalidField } from "../configuration/outcome.ts";
import { isTimeZone } from "./create-organization.ts";

/** Changes of zone within the memory of windows. */
const MOST_CHANGES = 20;

export interface OrganizationUpdate extends ConfigurationChange {
  readonly title?: string;
  /** IANA name. Windows of limits by day, week and month begin in it. */
  readonly timeZone?: string;
}

/** Changes an organization's title and time zone; its name stays for good, since URLs, rules and records carry it. */
export function updateOrganization(
  deps: ConfigurationDeps,
  input: OrganizationUpdate,
): Promise<ChangeOutcome<Pick<OrganizationRow, "title" | "timeZone">>> {
  return changeConfiguration<Pick<OrganizationRow, "title" | "timeZone">>(deps, input, async (scope, organization) => {
    const before = { title: organization.title, timeZone: organization.timeZone };
    const title = input.title === undefined ? before.title : storableText(input.title).trim();
    if (title === "") return invalidField("title", "Enter what people call the organization.");
    if ([...title].length > 120) return invalidField("title", "A title has at most 120 characters.");
    const timeZone = input.timeZone ?? before.timeZone;
    if (!isTimeZone(timeZone)) return invalidField("timeZone", "The time zone isn't one of the IANA database.");
    const after = { title, timeZone };
    if (title === before.title && timeZone === before.timeZone) return { ok: true, value: after, act: null };
    const earlier = earlierZones(organization);
    if (timeZone !== before.timeZone) {
      if (earlier.length >= MOST_CHANGES) return invalidField("timeZone", "It was changed too often in recent weeks.");
      earlier.push({ zone: before.timeZone, untilMs: Date.now() });
    }
    await setOrganizationProfile(scope, { ...after, earlierTimeZones: earlier });
    return {
      ok: true,
      value: after,
      act: {
        kind: "member",
        action: "organization.changed",
        subject: { kind: "organization", id: organization.id, name: organization.name },
        detail: changedFields(before, after),
        summary: `organization ${organization.name} changed: ${summaryOf(before, after)}`,
      },
    };
  });
}

const EARLIER = z.array(z.object({ zone: z.string(), untilMs: z.number() }));

/** Windows that run when the zone changes end as they were cut, so the zones of the longest window are remembered. */
function earlierZones({ earlierTimeZones }: OrganizationRow): { zone: string; untilMs: number }[] {
  const since = Date.now() - ZONE_MEMORY_MS;
  return EARLIER.parse(earlierTimeZones).filter(({ untilMs }) => untilMs > since);
}

type Profile = Readonly<Record<"title" | "timeZone", string>>;

/** Only what is different, before and after. */
function changedFields(before: Profile, after: Profile) {
  const fields = (["title", "timeZone"] as const).filter((field) => before[field] !== after[field]);
  const pick = (profile: Profile) => Object.fromEntries(fields.map((field) => [field, profile[field]]));
  return { before: pick(before), after: pick(after) };
}

function summaryOf(before: Profile, after: Profile): string {
  const parts = [
    ...(before.title === after.title ? [] : [`called ${after.title}`]),
    ...(before.timeZone === after.timeZone ? [] : [`days begin in ${after.timeZone}`]),
  ];
  return parts.join(", ");
}
