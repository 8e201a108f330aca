import { parseArgs } from "node:util";
import {
  type ConfigurationDeps,
  resumeOrganization,
  type SuspensionChange,
  suspendOrganization,
} from "@countersign/usecases";
import { type Command, UsageError } from "../../command.ts";
import { organizationNamed } from "../../organization-named.ts";
import { withPlatform } from "../../platform.ts";

interface Options {
  readonly organization: string;
  readonly reason: string;
}

/** Exits with 0 when it is done and in force, 1 when it is saved but not yet in force, 2 when it can't be done. */
export const suspendCommand: Command = {
  usage: "organization suspend NAME --reason TEXT",
  summary: "Stops everything of an organization: its calls, its people, its approvals and its jobs.",
  async run(args, streams) {
    const options = optionsOf(args, { reason: true });
    const actor = { kind: "system", id: null, name: "countersign organization suspend" } as const;
    return changed(
      options,
      { streams, done: "is suspended", already: "was suspended before" },
      (deps, organizationId) => suspendOrganization(deps, { organizationId, actor, reason: options.reason }),
    );
  },
};

export const resumeCommand: Command = {
  usage: "organization resume NAME",
  summary: "Lets a suspended organization go on.",
  async run(args, streams) {
    const options = optionsOf(args, { reason: false });
    const actor = { kind: "system", id: null, name: "countersign organization resume" } as const;
    return changed(options, { streams, done: "goes on", already: "wasn't suspended" }, (deps, organizationId) =>
      resumeOrganization(deps, { organizationId, actor }),
    );
  },
};

interface Words {
  readonly streams: Parameters<Command["run"]>[1];
  readonly done: string;
  readonly already: string;
}

async function changed(
  { organization }: Options,
  { streams, done, already }: Words,
  change: (deps: ConfigurationDeps, organizationId: string) => Promise<SuspensionChange>,
): Promise<number> {
  return withPlatform(async ({ db, admission }) => {
    const outcome = await change({ db, hot: admission }, await organizationNamed(db, organization));
    if (!outcome.ok) throw new UsageError(outcome.refusal.detail);
    const state = outcome.inForce ? "" : ", but not yet in force: run this again when Redis can be reached";
    streams.output.write(`${organization} ${outcome.value.isChanged ? done : already}${state}.\n`);
    return outcome.inForce ? 0 : 1;
  });
}

function optionsOf(args: readonly string[], needs: { readonly reason: boolean }): Options {
  const { values, positionals } = parsed(args, needs.reason);
  const [organization, ...others] = positionals;
  if (organization === undefined) throw new UsageError("name an organization");
  if (others.length > 0) throw new UsageError(`one organization at a time, not also ${others.join(" ")}`);
  if (needs.reason && values.reason === undefined) throw new UsageError("say why, with --reason");
  return { organization, reason: values.reason ?? "" };
}

function parsed(args: readonly string[], mayReason: boolean) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { reason: { type: "string" } },
    });
    if (!mayReason && values.reason !== undefined) throw new UsageError("resuming takes no reason");
    return { values, positionals };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : "the options can't be read");
  }
}
