import { notePeers } from "./auth/peer-header.ts";
import { services } from "./services.ts";

/** Builds the services, or ends the process and says which setting is wrong: Next itself would go on and fail each request. */
export function startOrExit(): void {
  try {
    notePeers();
    services();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : "The dashboard can't start."}\n`);
    process.exit(1);
  }
}
