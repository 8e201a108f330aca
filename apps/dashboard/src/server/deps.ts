import type { LiveMessage } from "@countersign/contracts";
import type { ApprovalDeps, ConfigurationDeps, PeopleDeps, Place, SecretDeps } from "@countersign/usecases";
import { Secret } from "@countersign/vault";
import type { Services } from "./services.ts";

/** The part of the services that approvals' use cases run on. */
export function approvalDeps(services: Services): ApprovalDeps {
  return { db: services.db, announce: announcer(services) };
}

/** The part of the services that changes of configuration run on. */
export function configurationDeps(services: Services): ConfigurationDeps {
  return { db: services.db, hot: services.admission, announce: announcer(services) };
}

/** The part of the services that issuing keys runs on. */
export function secretDeps(services: Services): SecretDeps {
  return { ...configurationDeps(services), masterKey: new Secret(services.settings.COUNTERSIGN_MASTER_KEY) };
}

/** The part of the services that people's and tokens' use cases run on. */
export function peopleDeps({ db, settings }: Services): PeopleDeps {
  return { db, masterKey: new Secret(settings.COUNTERSIGN_MASTER_KEY) };
}

/** The part of the services that links to approvals run on. */
export function linkDeps(services: Services): ApprovalDeps & PeopleDeps {
  return { ...approvalDeps(services), ...peopleDeps(services) };
}

function announcer({ admission }: Services) {
  return async (place: Place, message: LiveMessage): Promise<void> => {
    await admission.publishLive(place, JSON.stringify(message));
  };
}
