import { refusal } from "@countersign/contracts";
import type { SlackGrant } from "@countersign/usecases";
import { Secret } from "@countersign/vault";
import { z } from "zod";
import type { Services } from "../services.ts";

/** What the bot may do: post, see which channels there are, find what it posted, attach what is too long, look at who presses a button. */
const SCOPES = [
  "chat:write",
  "chat:write.public",
  "channels:read",
  "groups:read",
  "channels:history",
  "groups:history",
  "files:write",
  "users:read",
  "users:read.email",
];
const EXCHANGE_MS = 10_000;

const grantSchema = z.object({
  ok: z.literal(true),
  app_id: z.string().min(1).max(64),
  access_token: z.string().startsWith("xoxb-"),
  bot_user_id: z.string().min(1).max(64),
  team: z.object({ id: z.string().min(1).max(64), name: z.string().max(300).default("") }),
  enterprise: z.object({ id: z.string().max(64) }).nullish(),
});

/** The app of Slack that organizations connect their workspaces by. */
export interface SlackApp {
  /** Where somebody consents. */
  authorizeUrl(state: string): string;
  /** Changes the code that Slack gave for a consent for a token. */
  exchange(code: string): Promise<SlackGrant | ReturnType<typeof refused>>;
}

/** Null where the platform has no app of Slack. */
export function slackApp({ settings }: Pick<Services, "settings">): SlackApp | null {
  const { SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: clientSecret, SLACK_API_URL: apiUrl } = settings;
  if (clientId === undefined || clientSecret === undefined) return null;
  const redirectUri = new URL("/slack/callback", settings.PUBLIC_DASHBOARD_URL).href;
  return {
    authorizeUrl: (state) => {
      const url = new URL("../oauth/v2/authorize", apiUrl);
      url.search = new URLSearchParams({
        client_id: clientId,
        scope: SCOPES.join(","),
        redirect_uri: redirectUri,
        state,
      }).toString();
      return url.href;
    },
    exchange: async (code) => {
      const body = new URLSearchParams({ code, redirect_uri: redirectUri });
      const credential = Buffer.from(`${clientId}:${clientSecret}`).toString("base64");
      const answer = await fetch(new URL("oauth.v2.access", apiUrl), {
        method: "POST",
        headers: { authorization: `Basic ${credential}` },
        body,
        redirect: "error",
        signal: AbortSignal.timeout(EXCHANGE_MS),
      })
        .then((response) => response.json())
        .catch(() => null);
      return grantOf(answer);
    },
  };
}

function grantOf(answer: unknown): SlackGrant | ReturnType<typeof refused> {
  if (answer === null) return refused("Slack couldn't be reached. Connect it once more.");
  const parsed = grantSchema.safeParse(answer);
  if (!parsed.success) return refused("Slack took the consent back, or it is too old. Connect it once more.");
  const { app_id: appId, access_token: token, bot_user_id: botUserId, team, enterprise } = parsed.data;
  const enterpriseId = enterprise?.id ?? null;
  return { teamId: team.id, teamName: team.name || team.id, enterpriseId, appId, botUserId, token: new Secret(token) };
}

function refused(detail: string) {
  return { ok: false, refusal: refusal("auth.link.invalid", detail) } as const;
}
