import { createAdmission } from "@countersign/admission";
import { createDb, deriveRoleUrl } from "@countersign/db";
import { addMember, createOrganization, createUser } from "@countersign/usecases";
import type { Browser, Page } from "@playwright/test";
import { readStores } from "./stores.ts";
import type { Up } from "./up-file.ts";

const SYSTEM = { kind: "system", id: null, name: "e2e" } as const;
const PASSWORD = "a password for a journey";

export interface JourneyPerson {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** An organization of its own for one journey, with an owner and a developer who sign in by password. */
export interface PeopleOrganization {
  readonly id: string;
  readonly name: string;
  readonly owner: JourneyPerson;
  readonly developer: JourneyPerson;
}

/** Makes it. */
export async function makePeopleOrganization(): Promise<PeopleOrganization> {
  const { DATABASE_URL, REDIS_URL, COUNTERSIGN_MASTER_KEY } = readStores();
  const db = createDb({ url: deriveRoleUrl(DATABASE_URL, "countersign_app", COUNTERSIGN_MASTER_KEY) });
  const hot = createAdmission({ redisUrl: REDIS_URL, shards: 1 });
  try {
    await hot.ready(5_000);
    const name = `people-${crypto.randomUUID().slice(0, 8)}`;
    const person = async (first: string) => {
      const made = { name: `${first} Ames`, email: `${first.toLowerCase()}@${name}.test`, password: PASSWORD };
      return { ...made, userId: must(await createUser({ db }, made)).id };
    };
    const [owner, developer] = [await person("Olivia"), await person("Dev")];
    const organization = must(
      await createOrganization(
        { db, hot },
        { name, title: "People Ltd", ownerUserId: owner.userId, actor: SYSTEM, shards: 1 },
      ),
    );
    const change = { organizationId: organization.id, actor: SYSTEM };
    must(await addMember({ db, hot }, { ...change, userId: developer.userId, role: "developer" }));
    return { id: organization.id, name, owner, developer };
  } finally {
    await hot.close();
    await db.close();
  }
}

/** A browser of its own on which a person is signed in, at a page of their organization. */
export async function openAs(
  browser: Browser,
  up: Up,
  at: { readonly person: JourneyPerson; readonly path: string },
): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${up.dashboardUrl}/sign-in?next=${encodeURIComponent(at.path)}`);
  await page.getByLabel("E-mail").fill(at.person.email);
  await page.getByLabel("Password").fill(at.person.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(`**${at.path}`);
  return page;
}

function must<T>(
  outcome: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: { detail: string } },
): T {
  if (!outcome.ok) throw new Error(outcome.refusal.detail);
  return outcome.value;
}
