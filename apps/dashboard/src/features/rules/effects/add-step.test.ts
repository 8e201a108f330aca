import { expect, it } from "vitest";
import { addStep, NOTHING_YET, type SimulatedChange, type SimulatedStep } from "./add-step.ts";

const change = (agent: string, calls: number): SimulatedChange => ({
  agent,
  operation: "web.search",
  recorded: "allow",
  replayed: "deny",
  rules: [],
  calls,
  recordId: "rec_1",
});
const step = (changes: SimulatedChange[], total: number | null): SimulatedStep => ({
  kind: "simulated",
  looked: 500,
  total,
  same: 490,
  changes,
  unclear: { unreadable: 0, arguments: 2, labels: 1, gone: 1 },
  passedOver: 1,
  next: null,
});

it("adds steps up: the same change is one line, the most calls first", () => {
  const one = addStep(NOTHING_YET, step([change("a", 3), change("b", 4)], 1_000));
  const two = addStep(one, step([change("a", 5)], null));
  expect(two).toMatchObject({ looked: 1_000, total: 1_000, same: 980, passedOver: 2 });
  expect(two.unclear).toEqual({ unreadable: 0, arguments: 4, labels: 2, gone: 2 });
  expect(two.changes.map(({ agent, calls }) => [agent, calls])).toEqual([
    ["a", 8],
    ["b", 4],
  ]);
});
