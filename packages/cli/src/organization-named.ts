import { listOrganizationNames, type WorkerDb } from "@countersign/db";

/** The id of the organization of a name. Throws Error when there is none. */
export async function organizationNamed(db: WorkerDb, name: string): Promise<string> {
  const found = (await db.system(listOrganizationNames)).find((each) => each.name === name);
  if (!found) throw new Error(`there is no organization ${name}`);
  return found.id;
}
