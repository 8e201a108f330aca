import { findChromium, findProgram, offerInstall } from "../platform/programs.mjs";
import { tail } from "../terminal/report.mjs";
import { program, run } from "../terminal/run.mjs";

/**
 * A browser for the end-to-end tests: the system's, an installed one (after asking), or Playwright's own.
 * @returns {Promise<{ note: string }>}
 * @throws when there is none; the message says how to get one
 */
export async function requireChromium({ yes }) {
  await addShell({ yes });
  const find = () => findChromium() ?? playwrightsOwn();
  const found = await find();
  if (found) return { note: found };
  if ((await offerInstall("Chromium", { apt: "chromium", brew: "--cask chromium" }, { yes })) && findChromium()) {
    return { note: findChromium() };
  }
  const { code, output } = await run(process.execPath, [program("playwright", "cli.js"), "install", "chromium"]);
  if (code === 0) return { note: "Playwright's own" };
  throw new Error(
    "Chromium is missing. Install the package `chromium` (Debian, Ubuntu: `sudo apt-get install chromium`), run " +
      `\`npx playwright install chromium\`, or set CHROMIUM_PATH.\n${tail(output)}`,
  );
}

/** Chromium without a window saves minutes where nobody need be asked for it; the tests do without. */
async function addShell({ yes }) {
  const isUnasked = yes || process.env.CI === "true";
  if (!isUnasked || process.env.CHROMIUM_PATH || !findProgram("apt-get") || findProgram("chromium-headless-shell"))
    return;
  await offerInstall("Chromium's headless shell", { apt: "chromium-headless-shell" }, { yes }).catch(() => {});
}

async function playwrightsOwn() {
  const { existsSync } = await import("node:fs");
  const { chromium } = await import("playwright");
  const path = chromium.executablePath();
  return path && existsSync(path) ? path : undefined;
}
