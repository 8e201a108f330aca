import type { Db } from "@countersign/db";
import { parsePolicy } from "@countersign/policy";
import { readPolicy } from "@countersign/usecases";
import type { Figures } from "../../views/overview.ts";

/** Whether the policy in use, or some rule of it, enforces nothing. */
export async function readObserving(db: Db, organizationId: string): Promise<Figures["observing"]> {
  const policy = await readPolicy({ db }, { organizationId });
  // Most policies hold no such word, and need not be read for it.
  const parsed = policy?.source.includes("observe") ? parsePolicy(policy.source) : null;
  if (!parsed?.ok) return "nothing";
  if (parsed.document.observe) return "policy";
  return parsed.document.rules.some((rule) => rule.observe) ? "rules" : "nothing";
}
