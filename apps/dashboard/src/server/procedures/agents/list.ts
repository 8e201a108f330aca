import { organizationProcedure } from "../../trpc/procedure.ts";
import { agentListSchema } from "../../views/agent.ts";
import { agentView, readAgentsData } from "./agent-view.ts";

export const list = organizationProcedure("agents.read")
  .meta({
    openapi: {
      method: "GET",
      path: "/agents",
      tags: ["agents"],
      summary: "List agents with instances, keys and what they did in 24 hours; archived ones too",
    },
  })
  .output(agentListSchema)
  .query(async ({ ctx }) => {
    const data = await readAgentsData(ctx.services, ctx.membership.organizationId);
    return { agents: data.agents.map((agent) => agentView(agent, data)) };
  });
