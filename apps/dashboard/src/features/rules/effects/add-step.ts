import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "#server/router.ts";

export type SimulatedStep = Extract<inferRouterOutputs<AppRouter>["policy"]["simulate"], { kind: "simulated" }>;
export type SimulatedChange = SimulatedStep["changes"][number];

/** All steps so far, seen as one. */
export interface Simulation {
  readonly looked: number;
  readonly total: number;
  readonly same: number;
  readonly unclear: SimulatedStep["unclear"];
  readonly passedOver: number;
  /** The most calls first. */
  readonly changes: readonly SimulatedChange[];
}

export const NOTHING_YET: Simulation = {
  looked: 0,
  total: 0,
  same: 0,
  unclear: { unreadable: 0, arguments: 0, labels: 0, gone: 0 },
  passedOver: 0,
  changes: [],
};

/** Adds a step: the same change of the same agent, by the same rules, stays one line. */
export function addStep(simulation: Simulation, step: SimulatedStep): Simulation {
  const changes = new Map(simulation.changes.map((change) => [keyOf(change), change]));
  for (const change of step.changes) {
    const known = changes.get(keyOf(change));
    changes.set(keyOf(change), known ? { ...known, calls: known.calls + change.calls } : change);
  }
  return {
    looked: simulation.looked + step.looked,
    total: step.total ?? simulation.total,
    same: simulation.same + step.same,
    unclear: {
      unreadable: simulation.unclear.unreadable + step.unclear.unreadable,
      arguments: simulation.unclear.arguments + step.unclear.arguments,
      labels: simulation.unclear.labels + step.unclear.labels,
      gone: simulation.unclear.gone + step.unclear.gone,
    },
    passedOver: simulation.passedOver + step.passedOver,
    changes: [...changes.values()].sort((a, b) => b.calls - a.calls || (keyOf(a) < keyOf(b) ? -1 : 1)),
  };
}

/** What makes two changes one line. */
export function keyOf({ agent, operation, recorded, replayed, rules }: SimulatedChange): string {
  return JSON.stringify([agent, operation, recorded, replayed, rules]);
}
