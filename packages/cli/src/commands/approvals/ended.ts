import type { Answered } from "../../api/management-api.ts";
import type { CommandStreams } from "../../command.ts";
import { terminalText } from "../../terminal-text.ts";

/** How a command ends that was answered something else than it asked for: 1 when people or time decided otherwise. */
export function endedBy(
  answered: Exclude<Answered<unknown>, { kind: "ANSWERED" }>,
  { errors }: Pick<CommandStreams, "errors">,
): number {
  errors.write(`countersign: ${terminalText(answered.detail)}\n`);
  return answered.kind === "REFUSED" && answered.code.startsWith("approval.") ? 1 : 2;
}
