import { visibleLine } from "@countersign/core";
import { type ButtonBlock, plain, plainLine, type SlackBlock } from "./blocks.ts";

/** A call that waits for the person whose home it is. */
export interface WaitingCall {
  readonly organizationTitle: string;
  readonly agentTitle: string;
  /** `connection.operation` */
  readonly operation: string;
  readonly summary: string;
  /** The approval's page, behind sign-in. */
  readonly url: string;
}

/** What `views.publish` takes. */
export interface SlackHome {
  readonly type: "home";
  readonly blocks: readonly SlackBlock[];
}

/** Two blocks each, under Slack's 100 with the header. */
export const MOST_IN_HOME = 40;

/** What waits for one person, as their home of the app shows it. */
export function slackHome(waiting: readonly WaitingCall[]): SlackHome {
  const none = { type: "section", text: plain("Nothing waits for you.", 80) } as const;
  return {
    type: "home",
    blocks: [
      { type: "header", text: plain("Waiting for you", 80) },
      ...(waiting.length === 0 ? [none] : waiting.slice(0, MOST_IN_HOME).flatMap(rowOf)),
    ],
  };
}

function rowOf({ organizationTitle, agentTitle, operation, summary, url }: WaitingCall): SlackBlock[] {
  const view: ButtonBlock = { type: "button", action_id: "view", text: plain("View", 75), url };
  const what = [`${agentTitle} asks for ${operation}`, summary, organizationTitle].map(visibleLine).join(" · ");
  return [
    { type: "section", text: plainLine(what, 500) },
    { type: "actions", elements: [view] },
  ];
}
