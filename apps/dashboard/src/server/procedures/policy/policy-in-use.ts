import type { Db } from "@countersign/db";
import { readPolicy } from "@countersign/usecases";

/** The policy in use as the API shows it; version 0 and an empty text while nothing has been published. */
export async function policyInUse(db: Db, organizationId: string) {
  const policy = await readPolicy({ db }, { organizationId });
  if (!policy) return { version: 0, source: "", message: "", publishedAt: null };
  const { version, source, message, createdAt } = policy;
  return { version, source, message, publishedAt: createdAt.toISOString() };
}
