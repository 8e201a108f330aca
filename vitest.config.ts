import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: ["packages/*/vitest.config.ts", "apps/*/vitest.config.ts", "scripts/vitest.config.ts"],
    // Integration tests wait more than they compute; with one worker a core would idle.
    maxWorkers: 2,
    globalSetup: ["packages/testkit/src/global-setup.ts"],
  },
});
