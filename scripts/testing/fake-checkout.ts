import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const checkout = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** Answers on its port, stops when told to (after SLOW_STOP_MS), crashes when asked for /crash. */
const fakeApp = `
import { createServer } from "node:http";
const at = process.argv.indexOf("-p");
const port = at > 0 ? process.argv[at + 1] : process.env.PORT;
createServer((request, response) => {
  if (request.url !== "/crash") return response.end("ok");
  console.error("the fake app was asked to crash");
  process.exit(3);
}).listen(Number(port), "127.0.0.1");
process.on("SIGTERM", () => setTimeout(() => process.exit(0), Number(process.env.SLOW_STOP_MS ?? 0)));
`;

const fakeSeed = `
process.stderr.write("seeding {\\n");
const made = {
  organization: { id: "org_1", name: "acme" },
  login: { email: "owner@acme.test", password: process.env.DEMO_OWNER_PASSWORD },
  managementToken: "token",
  agents: [{ id: "agt_1", name: "sales-research", key: "agent-key", instances: [] }],
  connections: [{ id: "con_1", name: "demo" }],
};
process.stdout.write(JSON.stringify(made, null, 2) + "\\n");
`;

/**
 * A checkout with the real scripts and packages, but apps, migration, seed and build that only pretend: what is
 * tested is the supervision, with real processes, a real Postgres and a real Redis.
 */
export function makeFakeCheckout(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), "countersign-checkout-"));
  chmodSync(folder, 0o755);
  cpSync(path.join(checkout, "scripts"), path.join(folder, "scripts"), { recursive: true });
  for (const file of ["package.json", "package-lock.json"]) cpSync(path.join(checkout, file), path.join(folder, file));
  linkPackages(folder, ["turbo", "next"]);
  const files = {
    "node_modules/turbo/package.json": '{"type":"module"}',
    "node_modules/turbo/bin/turbo": "",
    "node_modules/next/package.json": '{"type":"module"}',
    "node_modules/next/dist/bin/next": fakeApp,
    "apps/dashboard/.next/BUILD_ID": "fake",
    "apps/demo-tools/dist/main.mjs": fakeApp,
    "apps/demo-tools/dist/prepare-database.mjs": "",
    "apps/gateway/dist/main.mjs": fakeApp,
    "apps/worker/dist/main.mjs": fakeApp,
    "packages/db/src/cli/migrate.ts": 'process.stdout.write("applied one\\n");',
    "prisma/seed/main.ts": fakeSeed,
  };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function linkPackages(folder: string, except: readonly string[]): void {
  const installed = path.join(checkout, "node_modules");
  mkdirSync(path.join(folder, "node_modules"));
  for (const name of readdirSync(installed)) {
    if (except.includes(name) || name.startsWith(".countersign")) continue;
    symlinkSync(path.join(installed, name), path.join(folder, "node_modules", name));
  }
}
