import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

/** A browser of the system if there is one, since installing from npm brings none. */
const chromium = [process.env["CHROMIUM_PATH"], "/usr/bin/chromium", "/usr/bin/chromium-browser"].find(
  (path) => path !== undefined && existsSync(path),
);

export default defineConfig({
  testDir: "journeys",
  outputDir: "test-results",
  globalSetup: "./global-setup.config.ts",
  // One platform, one organization: journeys count calls and mails, so they take turns.
  workers: 1,
  fullyParallel: false,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [["list"], ["json", { outputFile: "test-results/report.json" }]],
  use: {
    launchOptions: {
      ...(chromium === undefined ? {} : { executablePath: chromium }),
      // Chromium refuses its sandbox to root.
      args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
    },
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
  },
  projects: [
    { name: "journeys", testIgnore: /caps\.spec\.ts/ },
    // Uses the day's limits up, so it comes after everything else.
    { name: "caps", testMatch: /caps\.spec\.ts/, dependencies: ["journeys"] },
  ],
});
