import type { StepState } from "@countersign/ui";
import type { AgentView } from "#server/views/agent.ts";

/** Where an organization stands on the way to its first approved call. */
export interface Progress {
  /** A connection whose operations are known. */
  readonly hasConnection: boolean;
  /** The first agent that has a key that works; null when there is none. */
  readonly agent: Pick<AgentView, "name" | "title"> | null;
  readonly hasCall: boolean;
  readonly hasApproval: boolean;
}

const STEPS = ["connection", "agent", "call", "approval"] as const;
export type StepId = (typeof STEPS)[number];

/** How each step stands: those that are done, the first that isn't, and those after it. Pure. */
export function stepStates(progress: Progress): Readonly<Record<StepId, StepState>> {
  const done: Readonly<Record<StepId, boolean>> = {
    connection: progress.hasConnection,
    agent: progress.agent !== null,
    call: progress.hasCall,
    approval: progress.hasApproval,
  };
  const now = STEPS.find((id) => !done[id]);
  const state = (id: StepId): StepState => (done[id] ? "done" : id === now ? "now" : "ahead");
  return { connection: state("connection"), agent: state("agent"), call: state("call"), approval: state("approval") };
}

/** The first agent in use that has a key that works at `nowMs` (UTC ms). */
export function agentWithKey(agents: readonly AgentView[], nowMs: number): AgentView | null {
  const isLiving = ({ revokedAt, expiresAt }: AgentView["keys"][number]) =>
    revokedAt === null && (expiresAt === null || Date.parse(expiresAt) > nowMs);
  return (
    agents.find(
      (agent) =>
        agent.archivedAt === null && [...agent.keys, ...agent.instances.flatMap((one) => one.keys)].some(isLiving),
    ) ?? null
  );
}
