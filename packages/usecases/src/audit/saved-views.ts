import { newId, refusal } from "@countersign/contracts";
import { countSavedViews, type Db, listSavedViews, removeView, type SavedViewRow, saveView } from "@countersign/db";
import type { Outcome } from "../configuration/outcome.ts";

/** Whose views in which organization. */
export interface ViewOwner {
  readonly organizationId: string;
  /** A person's id, or a management token's. */
  readonly ownerId: string;
}

export interface ViewInput extends ViewOwner {
  readonly name: string;
  /** The filters as the audit page's URL holds them. */
  readonly query: string;
  readonly isShared: boolean;
}

const MOST_VIEWS = 100;

/** A person's own views and those that are shared, by name. */
export function listViews(deps: { readonly db: Db }, { organizationId, ownerId }: ViewOwner): Promise<SavedViewRow[]> {
  return deps.db.tenant(organizationId, (scope) => listSavedViews(scope, ownerId));
}

/** Saves a search under a name; the same person's view of that name is replaced. Not audited: it changes nothing but a menu. */
export function saveRecordView(deps: { readonly db: Db }, input: ViewInput): Promise<Outcome<SavedViewRow>> {
  const { organizationId, ownerId: userId, name, query, isShared } = input;
  return deps.db.tenant(organizationId, async (scope): Promise<Outcome<SavedViewRow>> => {
    if ((await countSavedViews(scope, userId)) >= MOST_VIEWS) {
      return { ok: false, refusal: refusal("request.body.invalid", `You have ${MOST_VIEWS} views. Remove one first.`) };
    }
    const view = { id: newId("savedView"), name, query: new URLSearchParams(query).toString(), isShared, userId };
    const saved = await saveView(scope, view);
    if (saved) return { ok: true, value: saved };
    return {
      ok: false,
      refusal: refusal("request.body.invalid", "Somebody shares a view of this name. Choose another."),
    };
  });
}

/** Removes a view. False when there is none that this person may remove. */
export function removeRecordView(
  deps: { readonly db: Db },
  {
    organizationId,
    ownerId,
    viewId,
    mayRemoveShared,
  }: ViewOwner & { readonly viewId: string; readonly mayRemoveShared: boolean },
): Promise<boolean> {
  return deps.db.tenant(organizationId, (scope) => removeView(scope, { id: viewId, userId: ownerId, mayRemoveShared }));
}
