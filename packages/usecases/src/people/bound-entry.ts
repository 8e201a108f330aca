import { randomUUID } from "node:crypto";
import { refusal } from "@countersign/contracts";
import { clearSignInAttempts, noteSignInAttempt, untilSignInAttempts } from "@countersign/db";
import { deriveKey, keyedHash } from "@countersign/vault";
import type { Outcome } from "../configuration/outcome.ts";
import type { PeopleDeps } from "./verify-password.ts";

const WINDOW_MS = 15 * 60_000;

/** How often each way in may be tried from one address, or for one mailbox, within 15 minutes. */
export const ENTRY_BOUNDS = {
  /** Asking for a link by mail, from one address of the network. */
  "link.request": 30,
  /** Links mailed to one mailbox. */
  "link.mailbox": 5,
  /** Opening and using links, from one address of the network. */
  "link.use": 60,
  /** Asking for what a passkey has to sign, and signing in by it, from one address of the network. */
  "passkey.use": 120,
  /** Opening links to approvals, and deciding by them: an office's people and its scanner of mail share an address. */
  "approval.link": 300,
  /** Organizations that one person makes. */
  "organization.create": 10,
} as const;
export type EntryName = keyof typeof ENTRY_BOUNDS;

export interface EntryTry {
  readonly entry: EntryName;
  /** Whose tries are counted together, such as an address; kept as a keyed hash. */
  readonly subject: string;
}

/** Notes one try of a way in. Refuses past its bound and says how long to wait. */
export async function boundEntry(deps: PeopleDeps, { entry, subject }: EntryTry): Promise<Outcome<null>> {
  const key = deriveKey(deps.masterKey, "sign-in-attempts");
  const subjectHash = keyedHash(key, `${entry}:${subject}`);
  const most = ENTRY_BOUNDS[entry];
  const waitMs = await deps.db.global(async (scope) => {
    const id = randomUUID();
    const tries = await noteSignInAttempt(scope, [{ id, subjectHash }], WINDOW_MS);
    if (tries <= most) return null;
    // A refused try doesn't count: whoever waits as long as they are told is let in.
    await clearSignInAttempts(scope, [id]);
    return untilSignInAttempts(scope, { subjectHash, below: most, windowMs: WINDOW_MS });
  });
  if (waitMs === null) return { ok: true, value: null };
  const minutes = Math.max(1, Math.ceil(waitMs / 60_000));
  const detail = `Too many tries. Try again in ${minutes === 1 ? "a minute" : `${minutes} minutes`}.`;
  return { ok: false, refusal: refusal("auth.tries.exceeded", detail, { retryAfterMs: waitMs }) };
}
