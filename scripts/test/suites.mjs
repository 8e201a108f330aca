import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { program, run } from "../terminal/run.mjs";

/**
 * @typedef {{ passed: number, failed: number, output: string, ms: number }} Verdict a test that was skipped counts as
 *   failed: it proves nothing
 */

/** Every vitest project, Postgres and Redis included. @returns {Promise<Verdict>} */
export function runVitest(onLine) {
  return withReport(async (reportFile) => {
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${reportFile}`];
    const args = [program("vitest", "vitest.mjs"), "run", ...reporters];
    const { code, output, ms } = await run(process.execPath, args, { env: { NO_COLOR: "1" }, onLine });
    const report = readReport(reportFile);
    return verdictOf({ passed: report?.numPassedTests, total: report?.numTotalTests, code, output, ms });
  });
}

/** The journeys in a browser, against a platform of their own. @returns {Promise<Verdict>} */
export function runPlaywright(onLine) {
  return withReport(async (reportFile) => {
    const args = [
      program("@playwright/test", "cli.js"),
      "test",
      "--config",
      "e2e/playwright.config.ts",
      "--reporter=list,json",
    ];
    const env = { NO_COLOR: "1", PLAYWRIGHT_JSON_OUTPUT_NAME: reportFile, PLAYWRIGHT_JSON_OUTPUT_FILE: reportFile };
    const { code, output, ms } = await run(process.execPath, args, { env, onLine });
    const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = readReport(reportFile)?.stats ?? {};
    return verdictOf({ passed: expected, total: expected + unexpected + flaky + skipped, code, output, ms });
  });
}

async function withReport(work) {
  const folder = mkdtempSync(path.join(tmpdir(), "countersign-report-"));
  try {
    return await work(path.join(folder, "report.json"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** A run that failed as a whole, or that ran nothing, has failed even if no single test did. */
function verdictOf({ passed = 0, total = 0, code, output, ms }) {
  const failed = total - passed;
  const isHollow = failed === 0 && (code !== 0 || total === 0);
  return { passed, failed: isHollow ? 1 : failed, output, ms };
}
