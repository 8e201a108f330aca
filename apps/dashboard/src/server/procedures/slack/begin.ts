import { newInstallState } from "@countersign/usecases";
import { Secret } from "@countersign/vault";
import { z } from "zod";
import { refuse } from "../../refusal-error.ts";
import { slackApp } from "../../slack/slack-oauth.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { sessionOf } from "./session-of.ts";

/** Begins to connect a workspace: where to consent, at Slack. */
export const begin = organizationProcedure("organization.write")
  .output(z.object({ url: z.string() }))
  .mutation(({ ctx: { services, actor, membership } }) => {
    const { sessionId } = sessionOf(actor);
    const app = slackApp(services);
    if (!app) return refuse("request.target.unknown", "This platform has no app of Slack.");
    const { organizationId, organizationName } = membership;
    const masterKey = new Secret(services.settings.COUNTERSIGN_MASTER_KEY);
    const state = newInstallState(masterKey, { organizationId, sessionId }, Date.now());
    // The name only says which page to come back to; the proof is of the organization's id.
    return { url: app.authorizeUrl(`${organizationName}.${state}`) };
  });
