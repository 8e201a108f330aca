import { type Decision, decideApproval } from "../../api/approvals.ts";
import { managementApi } from "../../api/management-api.ts";
import { type Command, type CommandStreams, UsageError } from "../../command.ts";
import { readArgs } from "../../options.ts";
import { standingLine } from "./approval-text.ts";
import { endedBy } from "./ended.ts";

const EXITS = "Exits with 0 when the vote counts, 1 when it can't be decided so any more or not by you, 2 else.";

/** Approves one exact call: the agent's own, or the revision that is named. Exits as `EXITS` says. */
export const approveCommand: Command = {
  usage: "approve ID[@REVISION] [--note TEXT] [--json]",
  summary: `Approves a call as the list shows it. ${EXITS}`,
  run(args, streams) {
    const { id, revision, text, isJson } = optionsOf(args, "note");
    return decide({ id, isJson, decision: { kind: "approve", revision, note: text ?? null } }, streams);
  },
};

/** Denies a call, whatever its revision. Exits as `EXITS` says. */
export const denyCommand: Command = {
  usage: "deny ID --reason TEXT [--json]",
  summary: `Denies a call; the agent is told the reason. ${EXITS}`,
  run(args, streams) {
    const { id, text, isJson } = optionsOf(args, "reason");
    if (!text) throw new UsageError("say why with --reason: the agent is told");
    return decide({ id, isJson, decision: { kind: "deny", reason: text } }, streams);
  },
};

interface Deciding {
  readonly id: string;
  readonly isJson: boolean;
  readonly decision: Decision;
}

async function decide({ id, isJson, decision }: Deciding, streams: CommandStreams): Promise<number> {
  const answered = await decideApproval(managementApi(), id, decision);
  if (answered.kind !== "ANSWERED") {
    const exit = endedBy(answered, streams);
    const isChanged = answered.kind === "REFUSED" && answered.code === "approval.revision.changed";
    if (isChanged) streams.errors.write(`Look at it with countersign approvals ${id}\n`);
    return exit;
  }
  streams.output.write(isJson ? `${JSON.stringify(answered.value)}\n` : standingLine(answered.value));
  return 0;
}

function optionsOf(args: readonly string[], name: "note" | "reason") {
  const { values, positionals } = readArgs({
    args,
    allowPositionals: true,
    options: { json: { type: "boolean" }, [name]: { type: "string" } },
  });
  const [named, ...others] = positionals;
  if (named === undefined) throw new UsageError("name an approval");
  if (others.length > 0) throw new UsageError(`one approval at a time, not also ${others.join(" ")}`);
  const [, id = "", revision = "1"] = /^([^@]+)(?:@([1-9]\d{0,8}))?$/.exec(named) ?? [];
  if (id === "") throw new UsageError(`${named} names no approval: ID or ID@REVISION`);
  const text = values[name];
  return {
    ...{ id, revision: Number(revision) },
    text: typeof text === "string" ? text.trim() : undefined,
    isJson: values["json"] === true,
  };
}
