import { type Db, removePasskey as removeRow } from "@countersign/db";
import { recordInOrganizations } from "../record-in-organizations.ts";

export interface PasskeyRemoval {
  readonly userId: string;
  readonly userName: string;
  readonly passkeyId: string;
}

/** Removes a person's passkey: nobody signs in by it any more. False when they have no such passkey. */
export async function removePasskey(
  deps: { readonly db: Db },
  { userId, userName, passkeyId }: PasskeyRemoval,
): Promise<boolean> {
  const name = await deps.db.global((scope) => removeRow(scope, userId, passkeyId));
  if (name === null) return false;
  await recordInOrganizations(
    deps,
    { userId, name: userName },
    {
      kind: "login",
      action: "passkey.removed",
      detail: { before: { id: passkeyId, name }, after: null },
      summary: `${userName} removed the passkey ${name}`,
    },
  );
  return true;
}
