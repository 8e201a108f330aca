import type { DecisionKind } from "@countersign/contracts";
import {
  type CallPlace,
  countRecordedCalls,
  type Db,
  findOrganization,
  findPolicyVersion,
  listAgents,
  listRecordedCalls,
} from "@countersign/db";
import { compilePolicy, type PolicyProblem, parsePolicy } from "@countersign/policy";
import { readPolicyContext } from "./policy-context.ts";
import { type Replay, type ReplayedCall, replayCall, type UnclearReason } from "./replay-call.ts";

const DAY_MS = 86_400_000;
/** Calls looked at in one step: a fraction of a second of work. */
const STEP = 500;
/** More calls than these aren't counted ahead; they are all looked at. */
const MOST_COUNTED = 100_000;

export interface SimulationStep {
  readonly organizationId: string;
  /** The draft; without it the policy in use. */
  readonly source?: string;
  /** How far back recorded calls are looked at. */
  readonly days: number;
  /** Where the step before ended; null for the first. */
  readonly after: CallPlace | null;
}

/** Calls of one agent and operation whose decision would change in one way, by the same rules. */
export interface SimulatedChange {
  readonly agent: string;
  readonly operation: string;
  readonly recorded: DecisionKind;
  readonly replayed: DecisionKind;
  /** Ids of the rules that would decide; empty where no rule would allow it. */
  readonly rules: readonly string[];
  readonly calls: number;
  /** One of them, the newest. */
  readonly recordId: string;
}

export type SimulatedStep =
  | { readonly kind: "unreadable"; readonly problems: readonly PolicyProblem[] }
  | {
      readonly kind: "simulated";
      /** Records looked at in this step. */
      readonly looked: number;
      /** Records of the whole time, on the first step; null afterwards. */
      readonly total: number | null;
      /** Calls whose decision stays as it was. */
      readonly same: number;
      readonly changes: readonly SimulatedChange[];
      /** Calls of which nobody can say. */
      readonly unclear: { readonly [R in UnclearReason]: number };
      /** Calls that something else than the policy decided. */
      readonly passedOver: number;
      /** Where the next step begins; null at the end. */
      readonly next: CallPlace | null;
    };

/**
 * Replays recorded calls of the last days against a policy, newest first, a bounded number at a time. Nothing runs and
 * nothing is counted. Limits aren't replayed: whether there was room depends on calls that would have gone otherwise.
 */
export async function simulatePolicy(
  deps: { readonly db: Db; readonly now?: () => number },
  { organizationId, source, days, after }: SimulationStep,
): Promise<SimulatedStep> {
  const since = new Date((deps.now ?? Date.now)() - days * DAY_MS).toISOString();
  return deps.db.tenant(organizationId, async (scope): Promise<SimulatedStep> => {
    const organization = await findOrganization(scope);
    if (!organization) throw new Error("the organization whose policy is simulated doesn't exist");
    const parsed = parsePolicy(source ?? (await findPolicyVersion(scope))?.source ?? "version: 1\n");
    if (!parsed.ok) return { kind: "unreadable", problems: parsed.problems };
    const policy = compilePolicy(parsed.document, await readPolicyContext(scope, organization));
    const agents = new Map((await listAgents(scope)).map(({ id, name, tags }) => [id, { name, tags }]));
    const calls = await listRecordedCalls(scope, { since, before: after, limit: STEP });
    const last = calls.length === STEP ? calls.at(-1) : undefined;
    return {
      kind: "simulated",
      looked: calls.length,
      total: after === null ? await countRecordedCalls(scope, since, MOST_COUNTED) : null,
      ...summed(calls.map(({ record }) => replayCall(policy, agents, record))),
      next: last ? { at: last.at, id: last.id } : null,
    };
  });
}

function summed(replays: readonly Replay[]) {
  const unclear = { unreadable: 0, arguments: 0, labels: 0, gone: 0 };
  const changes = new Map<string, SimulatedChange>();
  let [same, passedOver] = [0, 0];
  for (const replay of replays) {
    if (replay.kind === "passed_over") passedOver += 1;
    else if (replay.kind === "unclear") unclear[replay.reason] += replay.count;
    else if (replay.change.recorded === replay.change.replayed) same += replay.change.count;
    else addChange(changes, replay.change);
  }
  return { same, passedOver, unclear, changes: [...changes.values()] };
}

function addChange(changes: Map<string, SimulatedChange>, call: ReplayedCall): void {
  const { agent, operation, recorded, replayed, rules, count, recordId } = call;
  const key = JSON.stringify([agent, operation, recorded, replayed, rules]);
  const known = changes.get(key);
  changes.set(
    key,
    known
      ? { ...known, calls: known.calls + count }
      : { agent, operation, recorded, replayed, rules, calls: count, recordId },
  );
}
