import { randomBytes } from "node:crypto";
import { deriveKey, isSameHash, keyedHash, type Secret } from "@countersign/vault";

/** Who connects a workspace: nobody else can finish what they began. */
export interface SlackInstaller {
  readonly organizationId: string;
  readonly sessionId: string;
}

/** How long Slack's consent may take, ms. */
export const INSTALL_MS = 10 * 60_000;
const FORM = /^([A-Za-z0-9_-]{22})\.(\d{13})\.([0-9a-f]{64})$/;

/** The state that goes to Slack and comes back with its code: of this session, for this organization, for ten minutes. */
export function newInstallState(masterKey: Secret, installer: SlackInstaller, nowMs: number): string {
  const nonce = randomBytes(16).toString("base64url");
  const untilMs = nowMs + INSTALL_MS;
  return `${nonce}.${untilMs}.${proofOf(masterKey, installer, { nonce, untilMs })}`;
}

/** Whether a state is one we gave to this installer, and still holds. It may have been used before. */
export function isInstallState(
  masterKey: Secret,
  installer: SlackInstaller,
  { state, nowMs }: { readonly state: string; readonly nowMs: number },
): boolean {
  const [, nonce, until, proof] = FORM.exec(state) ?? [];
  if (nonce === undefined || until === undefined || proof === undefined) return false;
  const untilMs = Number(until);
  return isSameHash(proofOf(masterKey, installer, { nonce, untilMs }), proof) && nowMs <= untilMs;
}

function proofOf(
  masterKey: Secret,
  { organizationId, sessionId }: SlackInstaller,
  { nonce, untilMs }: { readonly nonce: string; readonly untilMs: number },
): string {
  return keyedHash(deriveKey(masterKey, "slack-install"), `${organizationId} ${sessionId} ${nonce} ${untilMs}`);
}
