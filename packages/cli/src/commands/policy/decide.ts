import type { Command } from "../../command.ts";
import { decideLines } from "../../decider/decide-lines.ts";
import { Decider } from "../../decider/decider.ts";
import { fileOptions } from "../../options.ts";
import { loadPolicy } from "../../policy-file/load-policy.ts";

/** Decides calls by a policy. A policy that can't be used decides nothing: exit code 2 and no answers. */
export const decideCommand: Command = {
  usage: "policy decide FILE [--context FILE]",
  summary: "Decides calls given as JSON Lines on standard input, one JSON line each.",
  async run(args, streams) {
    const loaded = await loadPolicy(fileOptions(args), streams);
    if (loaded === null) return 2;
    await decideLines(new Decider(loaded.document, loaded.organization), streams);
    return 0;
  },
};
