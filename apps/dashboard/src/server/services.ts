import { type Admission, createAdmission } from "@countersign/admission";
import {
  type AuditStore,
  type DashboardSettings,
  dashboardSettingsSchema,
  parseSettings,
} from "@countersign/contracts";
import { createDb, type Db, deriveRoleUrl } from "@countersign/db";
import { postgresAuditStore } from "@countersign/db/audit";
import { createLogger, type Logger } from "@countersign/telemetry";

/** What the dashboard's server runs on. Built once per process, at the first request or at start. */
export interface Services {
  readonly settings: DashboardSettings;
  readonly db: Db;
  readonly audit: AuditStore;
  readonly admission: Admission;
  readonly logger: Logger;
}

// Next may load this module once for each bundle; the services must still be one set per process.
const KEY = Symbol.for("countersign.dashboard.services");

/** The process' services. Throws Error naming each setting that is missing or wrong. */
export function services(): Services {
  const holder: { [KEY]?: Services } & object = globalThis as object;
  holder[KEY] ??= build();
  return holder[KEY];
}

function build(): Services {
  const settings = parseSettings(dashboardSettingsSchema, process.env);
  const logger = createLogger({ name: "dashboard", level: settings.LOG_LEVEL });
  const db = createDb({ url: databaseUrl(settings) });
  return {
    settings,
    logger,
    db,
    audit: postgresAuditStore(db),
    admission: createAdmission({ redisUrl: settings.REDIS_URL, shards: settings.SHARDS, logger }),
  };
}

/** The application role's URL; its password can be derived, so that only the owner's has to be set. */
function databaseUrl(settings: DashboardSettings): string {
  const { DATABASE_APP_URL, DATABASE_URL, COUNTERSIGN_MASTER_KEY } = settings;
  if (DATABASE_APP_URL) return DATABASE_APP_URL;
  if (DATABASE_URL) return deriveRoleUrl(DATABASE_URL, "countersign_app", COUNTERSIGN_MASTER_KEY);
  throw new Error("The settings can't be used:\n  DATABASE_APP_URL: set it, or DATABASE_URL to derive it from");
}
