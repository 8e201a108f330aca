import { defineProject } from "vitest/config";

// Starting a cluster and migrating it take seconds on a busy machine.
export default defineProject({
  test: { name: "db", isolate: false, include: ["src/**/*.test.ts"], testTimeout: 60_000, hookTimeout: 120_000 },
});
