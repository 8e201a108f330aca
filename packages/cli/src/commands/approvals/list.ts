import { type ApprovalRow, listApprovals, readApproval } from "../../api/approvals.ts";
import { type ManagementApi, managementApi } from "../../api/management-api.ts";
import { type Command, type CommandStreams, UsageError } from "../../command.ts";
import { readArgs } from "../../options.ts";
import { approvalLine, approvalText } from "./approval-text.ts";
import { endedBy } from "./ended.ts";

interface Options {
  readonly id: string | null;
  readonly isJson: boolean;
  readonly isAll: boolean;
}

/** Exits with 0, or 2 when it was called wrongly, there is no such approval, or the platform refuses or is away. */
export const approvalsCommand: Command = {
  usage: "approvals [ID] [--all] [--json]",
  summary: "Lists the approvals that wait, --all the decided ones too; with an ID, shows one whole.",
  async run(args, streams) {
    const options = optionsOf(args);
    const api = managementApi();
    return options.id === null ? list(api, options, streams) : show(api, { ...options, id: options.id }, streams);
  },
};

async function list(api: ManagementApi, { isAll, isJson }: Options, streams: CommandStreams): Promise<number> {
  const rows: ApprovalRow[] = [];
  for (const tab of isAll ? (["waiting", "decided"] as const) : (["waiting"] as const)) {
    const answered = await listApprovals(api, tab);
    if (answered.kind !== "ANSWERED") return endedBy(answered, streams);
    rows.push(...answered.value);
  }
  for (const row of rows) streams.output.write(isJson ? `${JSON.stringify(row)}\n` : approvalLine(row));
  if (rows.length === 0 && !isJson) streams.errors.write("Nothing waits for you.\n");
  return 0;
}

async function show(
  api: ManagementApi,
  { id, isJson }: Options & { readonly id: string },
  streams: CommandStreams,
): Promise<number> {
  const answered = await readApproval(api, id);
  if (answered.kind !== "ANSWERED") return endedBy(answered, streams);
  streams.output.write(isJson ? `${JSON.stringify(answered.value)}\n` : approvalText(answered.value));
  return 0;
}

function optionsOf(args: readonly string[]): Options {
  const { values, positionals } = readArgs({
    args,
    allowPositionals: true,
    options: { json: { type: "boolean" }, all: { type: "boolean" } },
  });
  const [id, ...others] = positionals;
  if (others.length > 0) throw new UsageError(`one approval at a time, not also ${others.join(" ")}`);
  return { id: id?.replace(/@\d+$/, "") ?? null, isJson: values.json ?? false, isAll: values.all ?? false };
}
