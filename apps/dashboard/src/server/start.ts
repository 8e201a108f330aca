import { loadPolicyParsers } from "@countersign/policy/parsers";
import { notePeers } from "./auth/peer-header.ts";
import { services } from "./services.ts";

/** Builds the services, or ends the process and says which setting is wrong: Next itself would go on and fail each request. */
export async function startOrExit(): Promise<void> {
  try {
    notePeers();
    services();
    await loadPolicyParsers();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : "The dashboard can't start."}\n`);
    process.exit(1);
  }
}
