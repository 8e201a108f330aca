import { type Command, type CommandStreams, UsageError } from "./command.ts";
import { COMMANDS } from "./commands.ts";

/** How the program ends when it was called wrongly, or what it needs can't be read. */
const FAILED = 2;

/** Runs the command that the words name. Gives the exit code; never throws for what a person may type. */
export async function main(words: readonly string[], streams: CommandStreams): Promise<number> {
  const [first = ""] = words;
  const name = Object.hasOwn(COMMANDS, first) ? first : words.slice(0, 2).join(" ");
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!load) return unknown(words, streams);
  const command = await load();
  const args = words.slice(name.split(" ").length);
  if (args.includes("--help")) {
    streams.output.write(`${helpOf(command)}\n`);
    return 0;
  }
  try {
    return await command.run(args, streams);
  } catch (error) {
    if (isClosedPipe(error)) return 0;
    const isUsage = error instanceof UsageError;
    const message = error instanceof Error ? error.message : String(error);
    streams.errors.write(`countersign: ${message}\n${isUsage ? `${helpOf(command)}\n` : ""}`);
    return FAILED;
  }
}

function helpOf({ usage, summary }: Command): string {
  return `Usage: countersign ${usage}\n${summary}`;
}

async function unknown(words: readonly string[], { output, errors }: CommandStreams): Promise<number> {
  const isAsking = words.length === 0 || words[0] === "help" || words[0] === "--help";
  const commands = await Promise.all(Object.values(COMMANDS).map((load) => load()));
  const width = Math.max(...commands.map(({ usage }) => usage.length));
  const lines = commands.map(({ usage, summary }) => `  countersign ${usage.padEnd(width)}  ${summary}`);
  const said = isAsking ? "" : `countersign: there is no command ${words.slice(0, 2).join(" ")}\n`;
  (isAsking ? output : errors).write(`${said}${["Commands:", ...lines].join("\n")}\n`);
  return isAsking ? 0 : FAILED;
}

/** Whoever read our output has seen enough. */
function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EPIPE";
}
