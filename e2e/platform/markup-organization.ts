import { createAdmission } from "@countersign/admission";
import { createDb, type Db, deriveRoleUrl, findUserByEmail } from "@countersign/db";
import { type FixtureMcpServer, startFixtureMcpServer } from "@countersign/testkit";
import {
  addConnection,
  addMember,
  createAgent,
  createOrganization,
  createUser,
  issueKey,
  issueManagementToken,
  publishPolicy,
  pullKill,
  type SecretDeps,
  syncOperations,
} from "@countersign/usecases";
import { Secret } from "@countersign/vault";
import { z } from "zod";
import { discoverTools } from "./connect-upstream.ts";
import { MARKUP } from "./markup-strings.ts";
import { readStores } from "./stores.ts";
import type { Up } from "./up-file.ts";

const SYSTEM = { kind: "system", id: null, name: "e2e" } as const;
const TITLE = 120;

/** An organization of the platform's owner in which every text that an agent, a server or a person gave is markup. */
export interface MarkupOrganization {
  readonly name: string;
  /** Key of an agent that may call `hostile.look` and has to ask for `hostile.send`. */
  readonly key: string;
  close(): Promise<void>;
}

/** Makes it, with a hostile MCP server behind it. */
export async function makeMarkupOrganization(up: Up): Promise<MarkupOrganization> {
  const { DATABASE_URL, REDIS_URL, COUNTERSIGN_MASTER_KEY } = readStores();
  const db = createDb({ url: deriveRoleUrl(DATABASE_URL, "countersign_app", COUNTERSIGN_MASTER_KEY) });
  const hot = createAdmission({ redisUrl: REDIS_URL, shards: 1 });
  const server = await startHostileServer();
  try {
    await hot.ready(5_000);
    const deps = { db, hot, masterKey: new Secret(COUNTERSIGN_MASTER_KEY) };
    const name = `markup-${crypto.randomUUID().slice(0, 8)}`;
    const organization = must(
      await createOrganization(deps, {
        name,
        title: texts(0, 1, TITLE),
        ownerUserId: await ownerId(db, up),
        actor: SYSTEM,
        shards: 1,
      }),
    );
    const key = await fill(deps, { organizationId: organization.id, actor: SYSTEM }, server.url);
    return { name, key, close: () => server.close() };
  } catch (error) {
    await server.close();
    throw error;
  } finally {
    await hot.close();
    await db.close();
  }
}

/** `count` of the texts, joined and cut to what a field takes. */
export function texts(from: number, count: number, most: number): string {
  return MARKUP.slice(from, from + count)
    .join(" ")
    .slice(0, most);
}

async function ownerId(db: Db, up: Up): Promise<string> {
  const owner = await db.global((scope) => findUserByEmail(scope, up.login.email));
  if (!owner) throw new Error("the platform has no owner");
  return owner.id;
}

interface Change {
  readonly organizationId: string;
  readonly actor: typeof SYSTEM;
}

async function fill(deps: SecretDeps, change: Change, url: string): Promise<string> {
  const agent = must(
    await createAgent(deps, {
      ...change,
      name: "hostile",
      title: texts(20, 1, TITLE),
      description: texts(40, 8, 1_000),
    }),
  );
  const stopped = must(await createAgent(deps, { ...change, name: "stopped", title: texts(60, 1, TITLE) }));
  must(await pullKill(deps, { ...change, target: { kind: "agent", id: stopped.id }, reason: texts(80, 2, 200) }));
  const { text } = must(await issueKey(deps, { ...change, agentId: agent.id, title: texts(100, 1, TITLE) }));
  await issueManagementToken(deps, { ...change, title: texts(120, 1, TITLE), role: "auditor" });
  const person = must(
    await createUser(deps, { email: `x${crypto.randomUUID()}@markup.test`, name: texts(140, 1, TITLE) }),
  );
  must(await addMember(deps, { ...change, userId: person.id, role: "auditor" }));
  const connection = must(await addConnection(deps, { ...change, name: "hostile", title: texts(160, 1, TITLE), url }));
  must(await syncOperations(deps, { ...change, connectionId: connection.id, tools: await discoverTools(url) }));
  must(await publishPolicy(deps, { ...change, source: POLICY, message: texts(180, 3, 400), baseVersion: 0 }));
  return text.reveal();
}

const POLICY = `# ${texts(200, 3, 300).replaceAll("\n", " ")}
version: 1
rules:
  - { id: look, agents: [hostile], operations: [hostile.look], effect: allow }
  - id: send
    agents: [hostile]
    operations: [hostile.send]
    effect: require_approval
    approval: { by: ["role:owner"], expires: 30m }
  - id: never
    agents: [hostile]
    operations: [hostile.never]
    effect: deny
    message: ${JSON.stringify(texts(220, 2, 200))}
`;

/** Its titles, descriptions, argument names' descriptions and answers are all markup. */
function startHostileServer(): Promise<FixtureMcpServer> {
  const inputSchema = z.object({ text: z.string().describe(texts(240, 5, 600)) });
  const answer = async () => ({ content: [{ type: "text" as const, text: texts(260, 40, 8_000) }] });
  return startFixtureMcpServer({
    tools: [],
    register: (server) => {
      for (const [index, name] of ["look", "send", "never"].entries()) {
        const description = texts(300 + index * 20, 20, 3_000);
        server.registerTool(name, { title: texts(360 + index, 1, TITLE), description, inputSchema }, answer);
      }
    },
  });
}

function must<T>(
  outcome: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: { detail: string } },
): T {
  if (!outcome.ok) throw new Error(outcome.refusal.detail);
  return outcome.value;
}
