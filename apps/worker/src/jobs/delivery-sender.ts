import { type DeliveryChannel, deliverDue } from "@countersign/usecases";
import type { WorkerDeps } from "../deps.ts";
import { type Loop, startLoop } from "../loop.ts";

const AT_ONCE = 20;
const EVERY_MS = 300;

/**
 * Tells people of approvals on one channel: far sides that are slow there keep no other channel waiting. Postgres is the
 * truth of what was sent.
 */
export function startDeliverySender(deps: WorkerDeps, sender: DeliveryChannel): Loop {
  const name = `${sender.channel}-sender`;
  return startLoop({ name, everyMs: EVERY_MS, logger: deps.logger }, async () => {
    const taken = await deliverDue(
      {
        db: deps.db,
        channels: [sender],
        random: Math.random,
        onTrouble: ({ id, channel, attempts, organizationId }, problem, isParked) => {
          const about = { delivery: id, channel, attempts, organizationId, problem };
          if (isParked) deps.logger.error(about, "a message is parked until a person sends it again");
          else deps.logger.warn(about, "a message must wait");
        },
      },
      AT_ONCE,
    );
    return taken === AT_ONCE;
  });
}
