import { parseArgs } from "node:util";
import { createAdmission } from "@countersign/admission";
import { parseSettings, recountSettingsSchema } from "@countersign/contracts";
import { createWorkerDb, deriveRoleUrl, listOrganizationNames, type OrganizationName } from "@countersign/db";
import { type RecountDeps, type Recounted, recountLimits } from "@countersign/usecases";
import { type Command, type CommandStreams, UsageError } from "../../command.ts";
import { recountLines } from "./recount-lines.ts";

interface Options {
  /** Null for all. */
  readonly organization: string | null;
  readonly isFix: boolean;
  readonly isJson: boolean;
}

const ACTOR = { kind: "system", id: null, name: "countersign recount" } as const;
const READY_MS = 5_000;
const DEADLINE_MS = 10_000;

/**
 * Counts every counter again. Exits with 0 when all agree or were put right, 1 when something differs, 2 when it can't
 * be counted.
 */
export const recountCommand: Command = {
  usage: "recount [--organization NAME] [--fix] [--json]",
  summary: "Compares the counters of limits with the ledger, and puts them right.",
  async run(args, streams) {
    const options = optionsOf(args);
    const settings = parseSettings(recountSettingsSchema, process.env);
    const { DATABASE_URL, DATABASE_WORKER_URL, COUNTERSIGN_MASTER_KEY, REDIS_URL, SHARDS } = settings;
    const workerUrl =
      DATABASE_WORKER_URL ??
      (DATABASE_URL === undefined ? null : deriveRoleUrl(DATABASE_URL, "countersign_worker", COUNTERSIGN_MASTER_KEY));
    if (workerUrl === null) throw new UsageError("set DATABASE_URL or DATABASE_WORKER_URL");
    const db = createWorkerDb({ url: workerUrl, poolSize: 2 });
    const admission = createAdmission({ redisUrl: REDIS_URL, shards: SHARDS, deadlineMs: DEADLINE_MS });
    try {
      await admission.ready(READY_MS);
      return await recountAll({ db, admission }, options, streams);
    } finally {
      await admission.close();
      await db.close();
    }
  },
};

async function recountAll(deps: RecountDeps, options: Options, { output, errors }: CommandStreams): Promise<number> {
  const organizations = (await deps.db.system(listOrganizationNames)).filter(({ name }) => {
    return options.organization === null || name === options.organization;
  });
  if (organizations.length === 0) {
    errors.write(`countersign: there is no organization ${options.organization ?? ""}\n`);
    return 2;
  }
  let code = 0;
  for (const organization of organizations) {
    const counted = await recountLimits(deps, { organizationId: organization.id, isFix: options.isFix, actor: ACTOR });
    output.write(options.isJson ? jsonLine(organization, counted) : recountLines(organization.name, counted));
    code = Math.max(code, codeOf(counted));
  }
  return code;
}

function codeOf(counted: Recounted): number {
  if (counted.kind !== "RECOUNTED") return 2;
  const isWrong = counted.ledgerFaults.length > 0 || (counted.differences.length > 0 && !counted.isMended);
  return isWrong ? 1 : 0;
}

function jsonLine({ name }: OrganizationName, counted: Recounted): string {
  const body = JSON.stringify({ organization: name, ...counted }, (_key, value: unknown) => {
    return typeof value === "bigint" ? value.toString() : value;
  });
  return `${body}\n`;
}

function optionsOf(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { organization: { type: "string" }, fix: { type: "boolean" }, json: { type: "boolean" } },
    });
    return { organization: values.organization ?? null, isFix: values.fix ?? false, isJson: values.json ?? false };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : "the options can't be read");
  }
}
