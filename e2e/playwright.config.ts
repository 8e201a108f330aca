import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

const firstOf = (...paths: readonly (string | undefined)[]): string | undefined =>
  paths.find((path) => path !== undefined && existsSync(path));

/** A browser of the system if there is one, since installing from npm brings none. */
const chromium = firstOf(process.env["CHROMIUM_PATH"], "/usr/bin/chromium", "/usr/bin/chromium-browser");
/** The same engine without a window to draw takes half the processor time; it knows no notifications. */
const shell = firstOf(process.env["CHROMIUM_PATH"], "/usr/bin/chromium-headless-shell") ?? chromium;

const CAPS = /caps\.spec\.ts/;
/** Journeys that neither read nor change what belongs to the demo organization. */
const APART = /(first-minutes|same-origin|settings|sign-in|sign-up|stored-markup|ways-in)\.spec\.ts/;

const NOTIFIED = /@notified/;

function launching(executablePath: string | undefined) {
  return {
    ...(executablePath === undefined ? {} : { executablePath }),
    // Chromium refuses its sandbox to root.
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  };
}

export default defineConfig({
  testDir: "journeys",
  outputDir: "test-results",
  globalSetup: "./global-setup.config.ts",
  // Two at a time: those that share the demo organization, whose calls and approvals they count, take turns; beside
  // them run those that make an organization of their own.
  workers: 2,
  fullyParallel: false,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [["list"], ["json", { outputFile: "test-results/report.json" }]],
  use: {
    launchOptions: launching(shell),
    screenshot: "only-on-failure",
    // A trace of everything costs as much as the journeys themselves; ask for it where one is looked into.
    trace: process.env["COUNTERSIGN_E2E_TRACE"] ? "retain-on-failure" : "off",
  },
  projects: [
    { name: "journeys", testIgnore: [APART, CAPS], grepInvert: NOTIFIED, workers: 1 },
    { name: "apart", testMatch: APART, grepInvert: NOTIFIED, workers: 1 },
    {
      name: "notified",
      testIgnore: CAPS,
      grep: NOTIFIED,
      workers: 1,
      dependencies: ["journeys"],
      use: { launchOptions: launching(chromium) },
    },
    // Uses the day's limits up, so it comes after everything else.
    { name: "caps", testMatch: CAPS, workers: 1, dependencies: ["journeys", "apart", "notified"] },
  ],
});
