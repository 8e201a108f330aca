import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { type Answered, ask, type ManagementApi, managementApi } from "../../api/management-api.ts";
import { type Command, type CommandStreams, UsageError } from "../../command.ts";
import { readArgs } from "../../options.ts";
import { terminalText } from "../../terminal-text.ts";
import { tailLine, tailRecordSchema } from "./tail-line.ts";

const FILTERS = [
  "agent",
  "instance",
  "operation",
  "connection",
  "decision",
  "outcome",
  "kind",
  "rule",
  "text",
] as const;
const WAIT_S = 25;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

interface Options {
  readonly api: ManagementApi;
  readonly filters: URLSearchParams;
  readonly isJson: boolean;
  /** Stops after so many; null never. */
  readonly count: number | null;
  readonly after: string | null;
}

const answerSchema = z.object({ records: z.array(z.looseObject(tailRecordSchema.shape)), after: z.string() });

/**
 * Follows audit records as they are written, each once, in their order. What is written while the platform is away
 * comes when it is back. Exits with 0 after `--count` records, 2 when the platform refuses.
 */
export const tailCommand: Command = {
  usage:
    "tail [--agent A] [--operation O] [--decision D] [--text T] [--arg 'to = x']… [--count N] [--after N] [--json]",
  summary: "Follows audit records as they are written, with the token of the login or of COUNTERSIGN_TOKEN.",
  async run(args, streams) {
    return follow(optionsOf(args), streams);
  },
};

async function follow(options: Options, { output, errors }: CommandStreams): Promise<number> {
  let left = options.count ?? Number.POSITIVE_INFINITY;
  let after = options.after;
  let pauseMs = FIRST_PAUSE_MS;
  while (left > 0) {
    const looked = await look(options, after);
    if (looked.kind === "REFUSED") {
      errors.write(`countersign: ${terminalText(looked.detail)}\n`);
      return 2;
    }
    if (looked.kind === "AWAY") {
      await wait(pauseMs);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      continue;
    }
    pauseMs = FIRST_PAUSE_MS;
    const { records } = looked.value;
    after = looked.value.after;
    for (const record of records.slice(0, left)) {
      output.write(options.isJson ? `${JSON.stringify(record)}\n` : tailLine(record));
    }
    left -= records.length;
  }
  return 0;
}

function look({ api, filters }: Options, after: string | null): Promise<Answered<z.infer<typeof answerSchema>>> {
  const query = new URLSearchParams(filters);
  if (after !== null) query.set("after", after);
  // The first look only learns where the tail begins.
  query.set("waitSeconds", String(after === null ? 0 : WAIT_S));
  return ask(api, { path: "/record-tail", query, answer: answerSchema });
}

function optionsOf(args: readonly string[]): Options {
  const text = { type: "string" } as const;
  const { values } = readArgs({
    args,
    options: {
      agent: text,
      instance: text,
      operation: text,
      connection: text,
      decision: text,
      outcome: text,
      kind: text,
      rule: text,
      text,
      arg: { type: "string", multiple: true },
      count: text,
      after: text,
      json: { type: "boolean" },
    },
  });
  const api = managementApi();
  const count = values.count === undefined ? null : Number(values.count);
  if (count !== null && !(Number.isInteger(count) && count > 0)) throw new UsageError("--count is a number above 0");
  if (values.after !== undefined && !/^-?\d{1,18}$/.test(values.after))
    throw new UsageError("--after is a whole number");
  const filters = new URLSearchParams();
  for (const name of FILTERS) {
    const value = values[name];
    if (value !== undefined) filters.set(name, value);
  }
  for (const condition of values.arg ?? []) filters.append("args", condition);
  return { api, filters, isJson: values.json ?? false, count, after: values.after ?? null };
}
