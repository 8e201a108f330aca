import { newId } from "@countersign/contracts";
import { planHeadMails } from "@countersign/db/audit";
import type { WorkerDeps } from "../deps.ts";
import { type Loop, startLoop } from "../loop.ts";

const EVERY_MS = 10_000;

/** Once a day of each organization, puts the newest signed head of its audit on its way to its owners. */
export function startHeadMails({ db, logger }: WorkerDeps): Loop {
  return startLoop({ name: "head-mails", everyMs: EVERY_MS, logger }, async () => {
    const now = new Date();
    const planned = await db.system((scope) => planHeadMails(scope, { now, newId: () => newId("headMail") }));
    if (planned > 0) logger.info({ planned }, "signed heads are on their way to owners");
    return false;
  });
}
