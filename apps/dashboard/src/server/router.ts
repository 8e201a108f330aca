import { agents } from "./procedures/agents/router.ts";
import { approvals } from "./procedures/approvals/router.ts";
import { audit } from "./procedures/audit/router.ts";
import { connections } from "./procedures/connections/router.ts";
import { deliveries } from "./procedures/deliveries/router.ts";
import { entry } from "./procedures/entry/router.ts";
import { grants } from "./procedures/grants/router.ts";
import { invitations } from "./procedures/invitations/router.ts";
import { keys } from "./procedures/keys/router.ts";
import { kills } from "./procedures/kills/router.ts";
import { live } from "./procedures/live/router.ts";
import { me } from "./procedures/me/router.ts";
import { members } from "./procedures/members/router.ts";
import { organization } from "./procedures/organization/router.ts";
import { organizations } from "./procedures/organizations/router.ts";
import { outcomes } from "./procedures/outcomes/router.ts";
import { overview } from "./procedures/overview/router.ts";
import { palette } from "./procedures/palette/router.ts";
import { policy } from "./procedures/policy/router.ts";
import { push } from "./procedures/push/router.ts";
import { records } from "./procedures/records/router.ts";
import { secrets } from "./procedures/secrets/router.ts";
import { slack } from "./procedures/slack/router.ts";
import { tokens } from "./procedures/tokens/router.ts";
import { views } from "./procedures/views/router.ts";
import { webhooks } from "./procedures/webhooks/router.ts";
import { router } from "./trpc/init.ts";

/** Everything the dashboard's server answers. Procedures with an `openapi` meta are the management API too. */
export const appRouter = router({
  agents,
  approvals,
  audit,
  connections,
  deliveries,
  entry,
  grants,
  invitations,
  keys,
  kills,
  live,
  me,
  members,
  organization,
  organizations,
  outcomes,
  overview,
  palette,
  policy,
  push,
  records,
  tokens,
  views,
  secrets,
  slack,
  webhooks,
});
export type AppRouter = typeof appRouter;
