import { expect, it } from "vitest";
import { healthOf } from "./health.tsx";

const counts = { active: 3, quarantined: 0, gone: 0, held: 0, read: 1, write: 1, external: 1, destructive: 0 };
const ready = { health: "ready", disconnectedAt: null, kill: null, operations: counts } as const;

it.each([
  ["ready", ready, "Ready"],
  ["with a tool that cost too much", { ...ready, operations: { ...counts, held: 1, quarantined: 2 } }, "1 on hold"],
  ["with a changed tool", { ...ready, operations: { ...counts, quarantined: 2 } }, "2 to review"],
  ["being asked", { ...ready, health: "discovering" }, "Asking for its tools"],
  ["refused upstream", { ...ready, health: "unauthorized" }, "Needs a secret"],
  ["dead", { ...ready, health: "failing" }, "Not reachable"],
  ["stopped and dead", { ...ready, health: "failing", kill: { id: "kil_1", reason: "odd" } }, "Stopped"],
  [
    "disconnected and stopped",
    { ...ready, kill: { id: "kil_1", reason: "odd" }, disconnectedAt: "2026" },
    "Disconnected",
  ],
] as const)("a connection that is %s says what stops its calls first", (_name, connection, words) => {
  expect(healthOf(connection).words).toBe(words);
});
