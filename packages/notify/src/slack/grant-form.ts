import { canonicalJson, fixedArguments, GRANT_CHOICES, type JsonObject, visibleLine } from "@countersign/core";
import { readableArguments } from "../approval/readable-arguments.ts";
import { choiceInput, type InputBlock, labelled, plain, plainLine } from "./blocks.ts";
import { formOf, pageLink, type SlackForm } from "./decision-forms.ts";

export interface GrantFormInput {
  readonly agentTitle: string;
  readonly instanceName: string;
  /** `connection.operation` */
  readonly operation: string;
  readonly arguments: JsonObject;
  /** Arguments (dotted paths) that may differ. */
  readonly mayVary: readonly string[];
  /** The approval's page. */
  readonly url: string;
}

const LONGEST_ARGUMENT = 1_000;
const MOST_ARGUMENTS = 30;
const LONGEST_LINE = 1_000;

/** Says what exactly a grant would let through, before anything is granted: what is fixed, what may differ, how often. */
export function slackGrantForm(target: string, input: GrantFormInput): SlackForm {
  const { agentTitle, instanceName, operation, mayVary, url } = input;
  const fixed = fixedArguments(input.arguments, mayVary);
  const shown = readableArguments(canonicalJson(fixed), { longest: LONGEST_ARGUMENT, most: MOST_ARGUMENTS });
  const whose = `Approves this call, and lets further ones like it through. Only ${agentTitle} as ${instanceName} gets that, for ${operation}.`;
  const differs = mayVary.length === 0 ? "Nothing" : mayVary.map(visibleLine).join(", ");
  const { calls, minutes, usual } = GRANT_CHOICES;
  return {
    ...formOf("grant", target, { title: "Approve for 1 hour", submit: "Approve and grant" }),
    blocks: [
      { type: "section", text: plainLine(whose, LONGEST_LINE) },
      ...labelled("May differ", plainLine(differs, LONGEST_LINE)),
      ...labelled(
        "Exactly as here in every call",
        plain(shown.length === 0 ? "That there is no other argument." : "What follows, and no other argument.", 80),
      ),
      ...shown.flatMap(({ name, text }) => labelled(name, plain(text, LONGEST_ARGUMENT))),
      select("calls", "Further calls", {
        options: calls.map((count) => [count, `at most ${count}`]),
        chosen: usual.calls,
      }),
      select("minutes", "For", { options: minutes, chosen: usual.minutes }),
      {
        type: "context",
        elements: [
          plain("It ends when the rule, the tool or the session's labels change, and a deny always wins.", 150),
        ],
      },
      pageLink(url),
    ],
  };
}

function select(
  block: string,
  label: string,
  { options, chosen }: { readonly options: readonly (readonly [number, string])[]; readonly chosen: number },
): InputBlock {
  const offered = options.map(([value, words]) => ({ text: plain(words, 75), value: String(value) }));
  return {
    type: "input",
    block_id: block,
    label: plain(label, 80),
    optional: false,
    element: choiceInput("static_select", offered, String(chosen)),
  };
}
