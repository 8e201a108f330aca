import { visibleLine } from "@countersign/core";

/** What an agent asks beside what was told one by one. */
export interface Flood {
  readonly agentTitle: string;
  readonly approvals: number;
  /** Those of them that wait for people. */
  readonly waiting: number;
  /** The inbox, behind sign-in. */
  readonly url: string;
}

/** The headline of a digest: who asks, and for how much. */
export function floodHeadline({ agentTitle, approvals }: Flood): string {
  return visibleLine(`${agentTitle} asks for ${approvals} more ${approvals === 1 ? "approval" : "approvals"}`);
}

/** How many of them wait, and why they aren't told one by one. */
export function floodStanding({ waiting }: Flood): string {
  const now =
    waiting === 0 ? "None of them waits any more." : `${waiting} of them ${waiting === 1 ? "waits" : "wait"}.`;
  return `${now} It asks so often that they are told together: all are in the inbox.`;
}
