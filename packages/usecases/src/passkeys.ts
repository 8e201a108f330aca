// An entry of its own: only the dashboard reads what authenticators say, and what that takes is large.
export { askPasskey, registerPasskey } from "./people/passkeys/register-passkey.ts";
export { type RelyingParty, relyingPartyOf } from "./people/passkeys/relying-party.ts";
export { removePasskey } from "./people/passkeys/remove-passkey.ts";
export { askPasskeySignIn, signInByPasskey } from "./people/passkeys/sign-in-by-passkey.ts";
