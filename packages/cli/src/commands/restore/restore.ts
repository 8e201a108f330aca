import { parseArgs } from "node:util";
import { listOrganizationNames } from "@countersign/db";
import { findHotMark, type HotMark } from "@countersign/db/audit";
import { openAfterRestore } from "@countersign/usecases";
import { type Command, UsageError } from "../../command.ts";
import { organizationNamed } from "../../organization-named.ts";
import { withPlatform } from "../../platform.ts";

/** Exits with 0 when no organization is closed by a restore, 1 when one is. */
export const restoreStatusCommand: Command = {
  usage: "restore status [NAME]",
  summary: "Says which organizations are closed because the database was taken back to an older state.",
  async run(args, { output }) {
    const [name, ...others] = positionalsOf(args);
    if (others.length > 0) throw new UsageError("name one organization, or none for all");
    return withPlatform(async ({ db }) => {
      const all = await db.system(listOrganizationNames);
      const asked = name === undefined ? all : [{ id: await organizationNamed(db, name), name }];
      let closed = 0;
      for (const each of asked) {
        const mark = await db.tenant(each.id, findHotMark);
        if (mark.restoredAt !== null) closed += 1;
        if (name !== undefined || mark.restoredAt !== null) output.write(`${each.name}: ${stateOf(mark)}\n`);
      }
      if (name === undefined && closed === 0) output.write(`None of ${all.length} organizations is closed.\n`);
      return closed === 0 ? 0 : 1;
    });
  },
};

/** Exits with 0 when it is open, or opens in the next moments, 1 when that is saved but not yet in force. */
export const restoreOpenCommand: Command = {
  usage: "restore open NAME",
  summary: "Lets an organization's calls run again after the database was taken back.",
  async run(args, { output }) {
    const [name, ...others] = positionalsOf(args);
    if (name === undefined || others.length > 0) throw new UsageError("name one organization");
    return withPlatform(async ({ db, admission }) => {
      const organizationId = await organizationNamed(db, name);
      const actor = { kind: "system", id: null, name: "countersign restore open" } as const;
      const opened = await openAfterRestore({ db, hot: admission }, { organizationId, actor });
      if (!opened.ok) throw new Error(opened.refusal.detail);
      const state = opened.inForce ? "" : ", but not yet in force: run this again when Redis can be reached";
      output.write(`${name} ${opened.value.wasClosed ? "opens" : "wasn't closed"}${state}.\n`);
      return opened.inForce ? 0 : 1;
    });
  },
};

function stateOf({ restoredAt, epoch }: HotMark): string {
  return restoredAt === null ? `open, epoch ${epoch}` : `closed since ${restoredAt.toISOString()}, epoch ${epoch}`;
}

function positionalsOf(args: readonly string[]): readonly string[] {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: {} }).positionals;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : "the options can't be read");
  }
}
