import { parseSettings, type WorkerSettings, workerSettingsSchema } from "@countersign/contracts";
import { createLogger } from "@countersign/telemetry";
import { startWorker } from "./worker.ts";

const settings = readSettings();
const logger = createLogger({ name: "worker", level: settings.LOG_LEVEL });
const starting = startWorker(settings, logger);

let isStopping = false;
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => {
    if (isStopping) return;
    isStopping = true;
    logger.info({ signal }, "worker is stopping");
    starting
      .then((worker) => worker.stop())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          logger.error({ err: error }, "worker didn't stop cleanly");
          process.exit(1);
        },
      );
  });
}

const { port } = await starting;
logger.info({ port, shards: settings.SHARDS }, "worker is up");

function readSettings(): WorkerSettings {
  try {
    return parseSettings(workerSettingsSchema, process.env);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
