import { readInstancesActivity } from "@countersign/usecases";
import { z } from "zod";
import { refuse } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { agentDetailSchema } from "../../views/agent.ts";
import { activityView, agentView, killView, readAgentsData } from "./agent-view.ts";

export const get = organizationProcedure("agents.read")
  .meta({ openapi: { method: "GET", path: "/agents/{agent}", tags: ["agents"], summary: "Read one agent" } })
  .input(z.object({ agent: z.string().max(80).meta({ description: "The agent's id or its name." }) }))
  .output(agentDetailSchema)
  .query(async ({ ctx, input }) => {
    const { organizationId } = ctx.membership;
    const { db, settings } = ctx.services;
    const data = await readAgentsData(ctx.services, organizationId);
    const agent = data.agents.find((one) => one.id === input.agent || one.name === input.agent);
    if (!agent) return refuse("request.target.unknown", "There is no such agent in this organization.");
    const activity = await readInstancesActivity({ db }, { organizationId, agentName: agent.name });
    return {
      ...agentView(agent, data),
      instanceActivity: Object.fromEntries([...activity].map(([id, figures]) => [id, activityView(figures)])),
      organizationKill: killView(data.kills, organizationId),
      gatewayUrl: settings.PUBLIC_GATEWAY_URL,
    };
  });
