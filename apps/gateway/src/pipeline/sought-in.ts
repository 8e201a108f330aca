import { type DetectorName, mayHoldOwnLink, type Sought } from "@countersign/detect";

/**
 * What is taken out of a text or of JSON in its text: what the rules say and, whatever they say, links of our own mails,
 * which decide, sign in or invite. An agent that reads its approver's mail could use them, or have a tool do it.
 */
export function soughtIn(text: string, names: readonly DetectorName[]): readonly Sought[] {
  return mayHoldOwnLink(text) ? [...names, "links"] : names;
}
