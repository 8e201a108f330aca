import { defineConfig } from "vitest/config";
import { mutationPart } from "./scripts/mutation-parts.mjs";

/** The tests that `npm run mutate` holds against mutants: pure ones, in one project. */
export default defineConfig({ test: { include: [...mutationPart().tests], testTimeout: 60_000 } });
