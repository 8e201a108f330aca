import { visibleLine } from "@countersign/core";
import { type Flood, floodHeadline, floodStanding } from "../approval/flood.ts";
import type { Mail } from "../mail.ts";
import { writeMail } from "./frame.ts";

export interface FloodMailInput extends Flood {
  readonly to: string;
  readonly messageId: string;
  readonly organizationTitle: string;
}

/** Tells somebody who may decide of many calls at once. */
export function floodMail(input: FloodMailInput): Mail {
  const headline = floodHeadline(input);
  const mail = writeMail({
    to: input.to,
    subject: headline,
    opening: [`${headline}. ${floodStanding(input)}`],
    button: { label: "Open the inbox", url: input.url },
    closing: [`You get this since a rule of ${visibleLine(input.organizationTitle)} names you.`],
  });
  return { ...mail, messageId: input.messageId };
}
