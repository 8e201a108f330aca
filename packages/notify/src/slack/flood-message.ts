import { type Flood, floodHeadline, floodStanding } from "../approval/flood.ts";
import { cut } from "../approval/readable-arguments.ts";
import type { SlackMessage } from "./approval-message.ts";
import { escaped, plain, plainLine } from "./blocks.ts";

const LONGEST = 150;

/** A digest as a message of Slack, made anew as it counts more. */
export function slackFloodMessage(flood: Flood): SlackMessage {
  const headline = floodHeadline(flood);
  return {
    text: escaped(cut(headline, LONGEST)),
    blocks: [
      { type: "header", text: plainLine(headline, LONGEST) },
      { type: "section", text: plainLine(floodStanding(flood), LONGEST) },
      {
        type: "actions",
        elements: [{ type: "button", action_id: "view", text: plain("Open the inbox", 75), url: flood.url }],
      },
    ],
  };
}
