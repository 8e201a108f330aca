import { createEgress } from "@countersign/egress";
import { urlRefusal } from "@countersign/usecases";
import { RefusalError } from "../../refusal-error.ts";
import type { Services } from "../../services.ts";

/**
 * Ends a procedure when the platform wouldn't connect to an address, as far as that shows without asking DNS. What isn't
 * a web address at all is left to the use case, which says it better.
 */
export function refuseForbiddenAddress({ settings }: Services, url: string): void {
  const allow = settings.COUNTERSIGN_EGRESS_ALLOW.split(",").map((each) => each.trim());
  const own = [settings.PUBLIC_DASHBOARD_URL, settings.PUBLIC_GATEWAY_URL];
  const checked = createEgress({ allow: allow.filter((each) => each !== ""), own }).checkUrl(url.trim());
  if (checked.ok || !OURS.has(checked.code)) return;
  const message = `${checked.message.charAt(0).toUpperCase()}${checked.message.slice(1)}.`;
  throw new RefusalError(urlRefusal(message, "Use an https address that can be reached from the platform."));
}

const OURS: ReadonlySet<string> = new Set([
  "egress.address.refused",
  "egress.host.odd",
  "egress.own.refused",
  "egress.plain.refused",
]);
