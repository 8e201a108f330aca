import { parseArgs } from "node:util";
import { listOrganizationNames } from "@countersign/db";
import { rotateAuditKey } from "@countersign/usecases";
import { type Command, UsageError } from "../../command.ts";
import { organizationNamed } from "../../organization-named.ts";
import { withPlatform } from "../../platform.ts";

const ACTOR = { kind: "system", id: null, name: "countersign audit rotate-key" } as const;

/** Exits with 0 when every key asked for was changed, 1 when one couldn't be yet. */
export const rotateKeyCommand: Command = {
  usage: "audit rotate-key NAME | --all",
  summary: "Changes the key that an organization's signed heads are signed with.",
  async run(args, { output, errors }) {
    const name = nameOf(args);
    return withPlatform(async ({ db, signer }) => {
      const all =
        name === null ? await db.system(listOrganizationNames) : [{ id: await organizationNamed(db, name), name }];
      let code = 0;
      for (const each of all) {
        const rotated = await rotateAuditKey({ db, signer }, { organizationId: each.id, actor: ACTOR });
        if (rotated.ok) output.write(`${each.name}: ${rotated.value.before} gives way to ${rotated.value.after}\n`);
        else errors.write(`${each.name}: ${rotated.refusal.detail}\n`);
        if (!rotated.ok) code = 1;
      }
      return code;
    });
  },
};

/** Null for all. */
function nameOf(args: readonly string[]): string | null {
  const { values, positionals } = parsed(args);
  const [name, ...others] = positionals;
  if (others.length > 0 || (name === undefined) !== (values.all === true)) {
    throw new UsageError("name one organization, or say --all");
  }
  return name ?? null;
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: { all: { type: "boolean" } } });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : "the options can't be read");
  }
}
