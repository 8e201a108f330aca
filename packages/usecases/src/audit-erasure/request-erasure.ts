import { type Actor, newId } from "@countersign/contracts";
import type { Db, TenantScope } from "@countersign/db";
import { findHolding, findHoldingApprovals, findNamedPerson, findTreeHead, insertErasure } from "@countersign/db/audit";
import { appendConfigurationAct } from "../configuration/change-configuration.ts";
import { invalidField, type Outcome } from "../configuration/outcome.ts";
import { holdsAny, SHORTEST_NEEDLE, storedForms } from "./needles.ts";

export interface PersonToErase {
  readonly organizationId: string;
  /** An e-mail address, the id of a person or former member, or another text that names one person. */
  readonly person: string;
}

export interface ErasurePreview {
  /** Records that hold the person now. */
  readonly records: number;
  readonly approvals: number;
  /** Whether there is more than what was looked through. */
  readonly isMore: boolean;
}

const LONGEST = 320;
/** Records that a preview looks through, from the newest. */
const LOOKED_THROUGH = 200_000n;
const WINDOW = 20_000n;
const PREVIEW_MS = 60_000;

/** How many records and approvals hold a person, looking through the newest 200,000 records. Changes nothing. */
export function previewErasure(
  { db }: { readonly db: Db },
  { organizationId, person }: PersonToErase,
): Promise<Outcome<ErasurePreview>> {
  return db.tenant(
    organizationId,
    async (scope) => {
      const found = await needlesOf(scope, person);
      if (!found.ok) return found;
      const texts = storedForms(found.value);
      const end = (await findTreeHead(scope))?.size ?? 0n;
      const start = end > LOOKED_THROUGH ? end - LOOKED_THROUGH : 0n;
      let records = 0;
      for (let from = start; from < end; from += WINDOW) {
        const rows = await findHolding(scope, { from, below: from + WINDOW, texts });
        records += rows.filter(({ record }) => holdsAny(JSON.stringify(record), found.value)).length;
      }
      const held = await findHoldingApprovals(scope, texts);
      const approvals = held.filter(({ text }) => holdsAny(text, found.value)).length;
      return { ok: true, value: { records, approvals, isMore: start > 0n } };
    },
    { timeoutMs: PREVIEW_MS },
  );
}

/**
 * Puts the erasure of a person on its way, and its record, which doesn't name them. The worker erases from here on.
 * `confirm` must be the same text again.
 */
export function requestErasure(
  { db }: { readonly db: Db },
  { organizationId, person, confirm, actor }: PersonToErase & { readonly confirm: string; readonly actor: Actor },
): Promise<Outcome<{ readonly id: string }>> {
  return db.tenant(organizationId, async (scope) => {
    const found = await needlesOf(scope, person);
    if (!found.ok) return found;
    if (tidy(confirm) !== tidy(person)) return invalidField("confirm", "Type the same again: this can't be undone.");
    const id = newId("erasure");
    const requestedBy = actor.kind === "user" ? actor.id : null;
    await insertErasure(scope, { id, needles: found.value, requestedBy, requestedByName: actor.name });
    await appendConfigurationAct(scope, actor, {
      kind: "member",
      action: "erasure.requested",
      subject: { kind: "erasure", id, name: id },
      detail: { before: null, after: { erasure: id, state: "requested" } },
      summary: `erasure ${id} of a person's data requested`,
    });
    return { ok: true, value: { id } };
  });
}

const tidy = (text: string): string => text.trim().toLowerCase();

/** All that a person stands in records by. */
async function needlesOf(scope: TenantScope, person: string): Promise<Outcome<readonly string[]>> {
  const named = tidy(person);
  if (named.length < SHORTEST_NEEDLE) return invalidField("person", `Enter at least ${SHORTEST_NEEDLE} characters.`);
  if (named.length > LONGEST) return invalidField("person", `Enter at most ${LONGEST} characters.`);
  if (/[\p{Cc}"\\]/u.test(named))
    return invalidField("person", "Quotes, backslashes and control characters can't be in it.");
  if (/^(?:org|agt|ins|con|opn|apr|rec|cal|key|pol|tok|era)_/.test(named)) {
    return invalidField("person", "This is the id of a thing, not of a person.");
  }
  const known = await findNamedPerson(scope, named);
  if (!known) return { ok: true, value: [named] };
  if (known.isMember) {
    return invalidField("person", "They are still a member. Remove them from the organization first.");
  }
  // One word may be many people's name: two are taken for this person's.
  const name = tidy(known.name);
  const names = name.includes(" ") && name.length >= SHORTEST_NEEDLE ? [name] : [];
  const all = [named, known.userId, known.memberId, known.email, ...names].map(tidy);
  return { ok: true, value: [...new Set(all)] };
}
