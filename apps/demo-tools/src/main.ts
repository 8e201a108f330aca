import { createLogger } from "@countersign/telemetry";
import { createDemoTools } from "./demo-tools.ts";
import { readSettings } from "./settings.ts";

const log = createLogger({ name: "demo-tools" });

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const tools = createDemoTools(settings, (error) => log.error({ err: error }, "request failed"));
  await tools.start();
  log.info(
    {
      url: tools.url,
      smtp: settings.smtpUrl === null ? tools.smtpUrl : "as configured",
      database: settings.databaseUrl === null ? "none" : "configured",
    },
    "ready",
  );
  const stop = (signal: NodeJS.Signals): void => {
    log.info({ signal }, "stopping");
    tools.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, "stop failed");
        process.exit(1);
      },
    );
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

main().catch((error: unknown) => {
  log.fatal({ err: error }, "could not start");
  process.exitCode = 1;
});
