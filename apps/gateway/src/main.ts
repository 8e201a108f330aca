import { gatewaySettingsSchema, parseSettings } from "@countersign/contracts";
import { createLogger } from "@countersign/telemetry";
import { startGateway } from "./gateway.ts";

const settings = parseSettings(gatewaySettingsSchema, process.env);
if (settings.DATABASE_APP_URL === undefined && settings.DATABASE_URL === undefined) {
  throw new Error("set DATABASE_APP_URL, or DATABASE_URL to derive it from");
}
const log = createLogger({ name: "gateway", level: settings.LOG_LEVEL });
const gateway = await startGateway(settings, log);
log.info({ port: gateway.port }, "gateway listening");

let isLeaving = false;
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => {
    if (isLeaving) return;
    isLeaving = true;
    gateway.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ error: String(error) }, "the gateway didn't close cleanly");
        process.exit(1);
      },
    );
  });
}
