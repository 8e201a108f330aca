import type { GatewaySettings } from "@countersign/contracts";
import type { Db } from "@countersign/db";

type DatabaseSettings = Pick<GatewaySettings, "DATABASE_APP_URL" | "DATABASE_URL" | "COUNTERSIGN_MASTER_KEY">;

/** The gateway's one connection pool to Postgres, opened on first use: nothing on the path of an allowed call needs it. */
export function lazyDatabase(settings: DatabaseSettings): { open: () => Promise<Db>; close: () => Promise<void> } {
  let opening: Promise<Db> | null = null;
  return {
    open: () => {
      opening ??= openDatabase(settings);
      return opening;
    },
    close: async () => {
      if (opening) await (await opening).close();
    },
  };
}

/** As the application role, whose URL is derived from the owner's when it isn't set. */
async function openDatabase(settings: DatabaseSettings): Promise<Db> {
  const { createDb, deriveRoleUrl } = await import("@countersign/db");
  const { DATABASE_APP_URL, DATABASE_URL, COUNTERSIGN_MASTER_KEY } = settings;
  const url = DATABASE_APP_URL ?? deriveRoleUrl(DATABASE_URL ?? "", "countersign_app", COUNTERSIGN_MASTER_KEY);
  return createDb({ url });
}
