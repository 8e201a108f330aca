import { createDemoTools } from "./demo-tools.ts";
import { readSettings } from "./settings.ts";

const log = (level: "info" | "error", message: string, fields: Record<string, unknown> = {}): void => {
  const entry = { time: new Date().toISOString(), level, name: "demo-tools", message, ...fields };
  process.stdout.write(`${JSON.stringify(entry)}\n`);
};

const problem = (error: unknown): string => (error instanceof Error ? error.message : "unknown");

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const tools = createDemoTools(settings, (error) => log("error", "request failed", { problem: error.message }));
  await tools.start();
  log("info", "ready", {
    url: tools.url,
    smtpUrl: settings.smtpUrl === null ? tools.smtpUrl : "as configured",
    database: settings.databaseUrl === null ? "none" : "configured",
  });
  const stop = (signal: NodeJS.Signals): void => {
    log("info", "stopping", { signal });
    tools.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log("error", "stop failed", { problem: problem(error) });
        process.exit(1);
      },
    );
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

main().catch((error: unknown) => {
  log("error", "could not start", { problem: problem(error) });
  process.exitCode = 1;
});
