import type { ApprovalDeps } from "@countersign/usecases";
import type { Services } from "./services.ts";

/** The part of the services that approvals' use cases run on. */
export function approvalDeps({ db, admission }: Services): ApprovalDeps {
  return {
    db,
    announce: async (place, message) => {
      await admission.publishLive(place, JSON.stringify(message));
    },
  };
}
