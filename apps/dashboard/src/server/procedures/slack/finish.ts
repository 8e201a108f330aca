import { connectSlack } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { secretDeps } from "../../deps.ts";
import { RefusalError, refuse } from "../../refusal-error.ts";
import { slackApp } from "../../slack/slack-oauth.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { sessionOf } from "./session-of.ts";

/** Connects the workspace that somebody has just consented for at Slack. */
export const finish = organizationProcedure("organization.write")
  .input(z.object({ code: z.string().min(1).max(500), state: z.string().max(300) }))
  .output(z.object({ teamName: z.string() }))
  .mutation(async ({ ctx: { services, actor, membership }, input: { code, state } }) => {
    const { sessionId } = sessionOf(actor);
    const app = slackApp(services);
    if (!app) return refuse("request.target.unknown", "This platform has no app of Slack.");
    const { organizationId, organizationName } = membership;
    const deps = { ...secretDeps(services), firstUse: services.admission, exchange: app.exchange };
    const connected = await connectSlack(deps, {
      organizationId,
      actor: recordActor(actor),
      sessionId,
      code,
      state: state.startsWith(`${organizationName}.`) ? state.slice(organizationName.length + 1) : "",
    });
    if (!connected.ok) throw new RefusalError(connected.refusal);
    return connected.value;
  });
