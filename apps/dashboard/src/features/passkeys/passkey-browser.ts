import { browserSupportsWebAuthn, WebAuthnError } from "@simplewebauthn/browser";
import { useSyncExternalStore } from "react";

/** Why this browser has no passkeys on this page; null when it has. */
function missing(): string | null {
  if (!window.isSecureContext) return "Browsers have passkeys only on pages served over https.";
  if (!browserSupportsWebAuthn()) return "This browser has no passkeys.";
  if (/^[\d.]+$|^\[/.test(window.location.hostname)) {
    return "Passkeys belong to a name, and this page is open under an address. Open it by its name.";
  }
  return null;
}

const never = () => () => undefined;

/** Why there are no passkeys here; null when there are, undefined until it is known. */
export function usePasskeysMissing(): string | null | undefined {
  return useSyncExternalStore<string | null | undefined>(never, missing, () => undefined);
}

/** What went wrong between browser and authenticator, as a sentence; null when it was something else. */
export function passkeyProblem(error: unknown): string | null {
  if (error instanceof WebAuthnError) {
    switch (error.code) {
      case "ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED":
        return "Your passkey on this device is registered already.";
      case "ERROR_INVALID_DOMAIN":
      case "ERROR_INVALID_RP_ID":
        return "This page isn't open under the address the platform was set up with, so its passkeys can't be used here.";
      case "ERROR_AUTHENTICATOR_MISSING_DISCOVERABLE_CREDENTIAL_SUPPORT":
      case "ERROR_AUTHENTICATOR_MISSING_USER_VERIFICATION_SUPPORT":
        return "This security key can't hold a passkey that asks for you. Use another one.";
      default:
    }
  }
  // Browsers don't say whether somebody declined, had no passkey, or waited too long.
  return error instanceof Error && /^(NotAllowed|Abort)Error$/.test(error.name)
    ? "Nothing was signed: it was cancelled, took too long, or there is no passkey for this page here."
    : null;
}
