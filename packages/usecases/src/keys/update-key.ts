import { type KeyEdit, type KeyRow, setKey } from "@countersign/db";
import {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
} from "../configuration/change-configuration.ts";
import type { ChangeOutcome } from "../configuration/outcome.ts";
import { findLivingKey } from "./living-key.ts";
import { checkRestrictions, type KeyRestrictions } from "./restrictions.ts";
import { shownKey } from "./shown-key.ts";

export interface KeyUpdate extends ConfigurationChange, KeyRestrictions {
  readonly keyId: string;
  readonly title?: string;
}

/** Changes a living key's title, expiry and restrictions; what is absent stays. In force for the key's very next call. */
export function updateKey(deps: ConfigurationDeps, input: KeyUpdate): Promise<ChangeOutcome<KeyRow>> {
  return changeConfiguration<KeyRow>(deps, input, async (scope) => {
    const living = await findLivingKey(scope, input.keyId);
    if (!living.ok) return living;
    const checked = await checkRestrictions(scope, input);
    if (!checked.ok) return checked;
    const edit: KeyEdit = { ...checked.value, ...(input.title !== undefined && { title: input.title.trim() }) };
    const { key } = living.value;
    const next: KeyRow = {
      ...key,
      ...edit,
      ipRanges: [...(edit.ipRanges ?? key.ipRanges)],
      connectionIds: [...(edit.connectionIds ?? key.connectionIds)],
    };
    const [before, after] = [shownKey(key), shownKey(next)];
    if (JSON.stringify(before) === JSON.stringify(after)) return { ok: true, value: key, act: null };
    await setKey(scope, key.id, edit);
    return {
      ok: true,
      value: next,
      act: {
        kind: "key",
        action: "key.updated",
        subject: { kind: "key", id: key.id, name: key.keyRef },
        detail: { before, after },
        summary: `key ${key.keyRef} changed`,
      },
    };
  });
}
