import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { z } from "zod";
import { loginPath, removeLogin, writeLogin } from "../../api/login-file.ts";
import { ask, platformUrl } from "../../api/management-api.ts";
import { type Command, type CommandStreams, UsageError } from "../../command.ts";
import { readArgs } from "../../options.ts";
import { terminalText } from "../../terminal-text.ts";

/** Exits with 0 when the token is kept, 2 when it isn't one or the platform can't be asked. */
export const loginCommand: Command = {
  usage: "login [--url ADDRESS] --token -",
  summary: "Reads a token of yours from standard input, tries it and keeps it for the other commands.",
  async run(args, streams) {
    const url = urlOf(args);
    const token = await readToken(streams);
    if (!/^csm_\S+$/.test(token)) throw new UsageError("that is no management token: it begins with csm_");
    const answered = await ask(
      { url, token },
      { path: "/organization", answer: z.object({ name: z.string(), title: z.string() }) },
    );
    if (answered.kind !== "ANSWERED") throw new Error(terminalText(answered.detail));
    writeLogin({ url: url.origin, token });
    const { name, title } = answered.value;
    streams.output.write(`You are logged in to ${terminalText(title)} (${name}) at ${url.origin}.\n`);
    streams.errors.write(`The token is kept in ${loginPath()}.\n`);
    return 0;
  },
};

/** Exits with 0. */
export const logoutCommand: Command = {
  usage: "logout",
  summary: "Forgets the token that login kept; revoke it in your account to end it.",
  async run(args, { output }) {
    if (args.length > 0) throw new UsageError("it takes no options");
    output.write(removeLogin() ? "You are logged out.\n" : "Nobody was logged in.\n");
    return 0;
  },
};

function urlOf(args: readonly string[]): URL {
  const { values } = readArgs({ args, options: { url: { type: "string" }, token: { type: "string" } } });
  // As an argument it would stand in the shell's history and in the list of processes.
  if (values.token !== "-") throw new UsageError("give the token on standard input, with --token -");
  return platformUrl(values.url ?? process.env["COUNTERSIGN_URL"]);
}

/** The first line of the input; where somebody types it, it isn't shown. */
async function readToken({ input, errors }: CommandStreams): Promise<string> {
  const isTerminal = "isTTY" in input && input.isTTY === true;
  if (isTerminal) errors.write("Token: ");
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: silent, terminal: isTerminal });
  try {
    for await (const line of lines) return line.trim();
    return "";
  } finally {
    lines.close();
    if (isTerminal) errors.write("\n");
  }
}
