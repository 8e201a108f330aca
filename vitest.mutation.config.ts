import { defineConfig } from "vitest/config";
import { mutationPart } from "./scripts/mutation-parts.mjs";

/** The tests that `npm run mutate` holds against mutants: pure ones, in one project. */
export default defineConfig({
  test: {
    include: [...mutationPart().tests],
    setupFiles: ["scripts/testing/few-runs.mjs"],
    testTimeout: 60_000,
  },
});
