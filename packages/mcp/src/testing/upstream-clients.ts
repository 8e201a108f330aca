import { Agent } from "undici";
import { afterEach, beforeEach } from "vitest";
import type { Upstream, UpstreamOptions } from "../upstream/types.ts";
import { createUpstream } from "../upstream/upstream.ts";
import type { ScriptedServer } from "./scripted-server.ts";

export type MakeClient = (server: ScriptedServer, options?: Partial<UpstreamOptions>) => Upstream;

/** Makes clients of scripted servers; after each test of the file both are closed. */
export function upstreamClients(): MakeClient {
  let agent: Agent;
  const upstreams: Upstream[] = [];
  const servers: ScriptedServer[] = [];
  beforeEach(() => {
    agent = new Agent();
  });
  afterEach(async () => {
    await Promise.all(upstreams.splice(0).map((upstream) => upstream.close()));
    await agent.destroy();
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });
  return (server, options = {}) => {
    servers.push(server);
    const clientInfo = { name: "countersign", version: "0.0.0" };
    const upstream = createUpstream({ url: server.url, dispatcher: agent, clientInfo, ...options });
    upstreams.push(upstream);
    return upstream;
  };
}
