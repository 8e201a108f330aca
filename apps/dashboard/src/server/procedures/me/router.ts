import { router } from "../../trpc/init.ts";
import { changePassword } from "./change-password.ts";
import { get } from "./get.ts";
import { leave } from "./leave.ts";
import { revokeOtherSessions } from "./revoke-other-sessions.ts";
import { revokeSession } from "./revoke-session.ts";
import { sessions } from "./sessions.ts";
import { update } from "./update.ts";

export const me = router({ changePassword, get, leave, revokeOtherSessions, revokeSession, sessions, update });
