import { agents } from "./agents.ts";
import type { ProcedureCases } from "./case.ts";
import { connections } from "./connections.ts";
import { entry } from "./entry.ts";
import { evidence } from "./evidence.ts";
import { invitations } from "./invitations.ts";
import { palette } from "./palette.ts";
import { people } from "./people.ts";
import { policy } from "./policy.ts";
import { push } from "./push.ts";
import { secrets } from "./secrets.ts";
import { slack } from "./slack.ts";
import { webhooks } from "./webhooks.ts";

/** Every procedure of the dashboard, by its path. A procedure that isn't here fails the build. */
export const PROCEDURES: ProcedureCases = {
  ...agents,
  ...connections,
  ...entry,
  ...evidence,
  ...invitations,
  ...palette,
  ...people,
  ...policy,
  ...push,
  ...secrets,
  ...slack,
  ...webhooks,
};
