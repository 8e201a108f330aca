import { parseArgs } from "node:util";
import { listOrganizationNames, type OrganizationName } from "@countersign/db";
import { type RecountDeps, type Recounted, recountLimits } from "@countersign/usecases";
import { type Command, type CommandStreams, UsageError } from "../../command.ts";
import { withPlatform } from "../../platform.ts";
import { recountLines } from "./recount-lines.ts";

interface Options {
  /** Null for all. */
  readonly organization: string | null;
  readonly isFix: boolean;
  readonly isJson: boolean;
}

const ACTOR = { kind: "system", id: null, name: "countersign recount" } as const;

/**
 * Counts every counter again. Exits with 0 when all agree or were put right, 1 when something differs, 2 when it can't
 * be counted.
 */
export const recountCommand: Command = {
  usage: "recount [--organization NAME] [--fix] [--json]",
  summary: "Compares the counters of limits with the ledger, and puts them right.",
  async run(args, streams) {
    const options = optionsOf(args);
    return withPlatform((platform) => recountAll(platform, options, streams));
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
