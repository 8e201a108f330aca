import { defineProject } from "vitest/config";

// Real Postgres, Redis and processes: on a busy machine each takes its time.
export default defineProject({
  test: { name: "usecases", isolate: false, include: ["src/**/*.test.ts"], testTimeout: 60_000, hookTimeout: 120_000 },
});
