import { setTimeout as wait } from "node:timers/promises";
import { managementApi } from "../../api/management-api.ts";
import { type Command, type CommandStreams, UsageError } from "../../command.ts";
import { readArgs } from "../../options.ts";
import { terminalText } from "../../terminal-text.ts";
import { approvalLine, standingLine } from "./approval-text.ts";
import { endedBy } from "./ended.ts";
import { terminalOf } from "./terminal.ts";
import { WaitingList, type WaitingNews } from "./waiting-list.ts";
import { WatchKeys } from "./watch-keys.ts";

const LOOK_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;

interface Options {
  readonly isJson: boolean;
  /** Stops after so many lines; infinity never. */
  readonly count: number;
}

/**
 * Tells each approval as it begins to wait and what became of it. Exits with 0 at the end (`q`, or `--count` lines), 2
 * when the platform refuses; while it is away, it is asked again.
 */
export const watchCommand: Command = {
  usage: "watch [--count N] [--json]",
  summary: "Shows approvals as they come and end; in a terminal, keys decide them.",
  async run(args, streams) {
    const options = optionsOf(args);
    const api = managementApi();
    const terminal = options.isJson ? null : terminalOf(streams.input);
    const list = new WaitingList(api);
    if (!terminal) return follow(list, options, streams);
    const keys = new WatchKeys({ api, list, terminal, streams });
    const ended = new AbortController();
    try {
      return await Promise.race([
        follow(list, { ...options, signal: ended.signal, onNews: () => keys.prompt() }, streams),
        keys.run(),
      ]);
    } finally {
      ended.abort();
      terminal.close();
    }
  },
};

interface Following extends Options {
  readonly signal?: AbortSignal;
  readonly onNews?: () => void;
}

async function follow(list: WaitingList, following: Following, streams: CommandStreams): Promise<number> {
  const { isJson, count, signal, onNews } = following;
  let left = count;
  let pauseMs = LOOK_MS;
  while (left > 0 && !signal?.aborted) {
    const looked = await list.look();
    if (looked.kind === "REFUSED") return endedBy(looked, streams);
    if (looked.kind === "AWAY") {
      if (pauseMs === LOOK_MS) streams.errors.write(`countersign: ${terminalText(looked.detail)}; asking again\n`);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    } else {
      pauseMs = LOOK_MS;
      const news = looked.value.slice(0, left);
      for (const one of news) streams.output.write(isJson ? `${JSON.stringify(one)}\n` : newsLine(one));
      if (news.length > 0) onNews?.();
      left -= news.length;
    }
    if (left > 0) await wait(pauseMs, undefined, { ...(signal && { signal }) }).catch(() => undefined);
  }
  return 0;
}

function newsLine({ event, approval }: WaitingNews): string {
  return event === "waiting" ? `◆ ${approvalLine(approval)}` : `  ${standingLine(approval)}`;
}

function optionsOf(args: readonly string[]): Options {
  const { values } = readArgs({ args, options: { json: { type: "boolean" }, count: { type: "string" } } });
  const count = values.count === undefined ? Number.POSITIVE_INFINITY : Number(values.count);
  if (values.count !== undefined && !(Number.isInteger(count) && count > 0)) {
    throw new UsageError("--count is a number above 0");
  }
  return { isJson: values.json ?? false, count };
}
