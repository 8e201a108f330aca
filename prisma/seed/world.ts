import { createAdmission } from "@countersign/admission";
import { createDb, type Db, deriveRoleUrl } from "@countersign/db";
import type { HotState } from "@countersign/usecases";
import { readMasterKey, type Secret } from "@countersign/vault";
import type { Previous } from "./previous.ts";

/** What the steps work with. */
export interface World {
  readonly db: Db;
  readonly hot: HotState;
  readonly masterKey: Secret;
  readonly shards: number;
  readonly demoToolsUrl: string;
  /** The password of the people made, if somebody chose one. */
  readonly chosenPassword: string | null;
  readonly previous: Previous;
  /** Tells whoever watches how far it is. */
  say(line: string): void;
}

/** Connects to the stores named in the environment. Throws Error that names what is missing. */
export async function openWorld(
  environment: Readonly<Record<string, string | undefined>>,
  previous: Previous,
): Promise<{ readonly world: World; close(): Promise<void> }> {
  const required = (name: string): string => {
    const value = environment[name];
    if (!value) throw new Error(`${name} is missing.`);
    return value;
  };
  const ownerUrl = required("DATABASE_URL");
  const masterKey = readMasterKey(required("COUNTERSIGN_MASTER_KEY"));
  const shards = Number(environment["SHARDS"] ?? "1");
  const db = createDb({ url: deriveRoleUrl(ownerUrl, "countersign_app", masterKey.reveal()), poolSize: 2 });
  const admission = createAdmission({ redisUrl: required("REDIS_URL"), shards });
  const close = async (): Promise<void> => {
    await admission.close();
    await db.close();
  };
  try {
    await admission.ready(10_000);
  } catch (error) {
    await close();
    throw new Error("Redis doesn't answer at REDIS_URL.", { cause: error });
  }
  const world: World = {
    db,
    hot: admission,
    masterKey,
    shards,
    demoToolsUrl: environment["DEMO_TOOLS_URL"] || "http://127.0.0.1:4603/mcp",
    chosenPassword: environment["DEMO_OWNER_PASSWORD"] || null,
    previous,
    say: (line) => process.stderr.write(`${line}\n`),
  };
  return { world, close };
}
