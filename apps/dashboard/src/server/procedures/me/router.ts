import { router } from "../../trpc/init.ts";
import { absence } from "./absence.ts";
import { askPasskey } from "./ask-passkey.ts";
import { changeAbsence } from "./change-absence.ts";
import { changePassword } from "./change-password.ts";
import { get } from "./get.ts";
import { issueToken } from "./issue-token.ts";
import { leave } from "./leave.ts";
import { passkeys } from "./passkeys.ts";
import { registerPasskey } from "./register-passkey.ts";
import { removePasskey } from "./remove-passkey.ts";
import { revokeOtherSessions } from "./revoke-other-sessions.ts";
import { revokeSession } from "./revoke-session.ts";
import { revokeToken } from "./revoke-token.ts";
import { sessions } from "./sessions.ts";
import { tokens } from "./tokens.ts";
import { update } from "./update.ts";

export const me = router({
  absence,
  askPasskey,
  changeAbsence,
  changePassword,
  get,
  issueToken,
  leave,
  passkeys,
  registerPasskey,
  removePasskey,
  revokeOtherSessions,
  revokeSession,
  revokeToken,
  sessions,
  tokens,
  update,
});
