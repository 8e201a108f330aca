import { spawn } from "node:child_process";
import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { newId } from "@countersign/contracts";
import type { Role } from "@countersign/core";
import { insertSlackInstallation } from "@countersign/db/channels";
import { FAKE_SLACK_TEAM, type FakeSlack, startFakeSlack } from "@countersign/testkit";
import { approvalLink, followSlackLink, requestSlackLink } from "@countersign/usecases";
import { Secret, seal, slackTokenBinding } from "@countersign/vault";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { readSession } from "../auth/sessions.ts";
import { handleManagementApi, MANAGEMENT_API } from "../management-api/handle.ts";
import { appRouter } from "../router.ts";
import { must, type TestDashboard, type TestOrganization } from "./test-organization.ts";

export const CHANNELS = ["web", "api", "slack", "email"] as const;

/** Who decides in these tests. */
export const DECIDERS = ["owner", "admin", "developer", "approver"] as const satisfies readonly Role[];
type Decider = (typeof DECIDERS)[number];

export interface ChannelVote {
  readonly who: Decider;
  readonly channel: (typeof CHANNELS)[number];
  readonly decision: "approve" | "deny";
}

/** What somebody who decided was answered. `detail`: why it doesn't count; null when it does. */
export interface Told extends ChannelVote {
  readonly code: string | null;
  readonly detail: string | null;
}

/** The ways by which people decide, each by the requests that a browser, a program, Slack or a mail's page makes. */
export interface FourChannels {
  /** The links of an approval that were mailed, by person. */
  links(approvalId: string): Promise<ReadonlyMap<Decider, string>>;
  /** Sends a vote. What Slack's buttons are answered comes later, to the person alone: see `slack`. */
  vote(approvalId: string, vote: ChannelVote, links: ReadonlyMap<Decider, string>): Promise<Told>;
  readonly slack: FakeSlack;
  close(): Promise<void>;
}

const WORKER = fileURLToPath(new URL("../../../../worker/src/main.ts", import.meta.url));
const APP = "A0FAKE";
const slackIdOf = (who: Decider): string => `U0${who.toUpperCase()}`;

/** Starts a worker, which takes what is pressed in Slack, and gives each decider an account there and a token. */
export async function openFourChannels(
  dashboard: TestDashboard,
  organization: TestOrganization,
): Promise<FourChannels> {
  const { services, settings } = dashboard;
  const masterKey = new Secret(settings.COUNTERSIGN_MASTER_KEY);
  const slack = await startFakeSlack({ channels: ["general"] });
  const signing = randomBytes(16).toString("hex");
  const worker = await startWorker(dashboard, { SLACK_API_URL: slack.url, SLACK_SIGNING_SECRET: signing });
  await connectSlack(dashboard, organization, slack.token);
  const tokens = new Map<Decider, string>();
  for (const who of DECIDERS) {
    const named = { organization: organization.name, title: `${who}'s program`, decides: true };
    tokens.set(who, (await organization.as(who).me.issueToken(named)).token);
  }
  const links: FourChannels["links"] = async (approvalId) => {
    const made = DECIDERS.map(async (who) => {
      const { userId } = organization.people[who];
      const input = { organizationId: organization.id, approvalId, revision: 1, userId };
      return [who, (await approvalLink({ db: dashboard.worker, masterKey }, input))?.reveal() ?? ""] as const;
    });
    return new Map(await Promise.all(made));
  };
  const vote: FourChannels["vote"] = async (approvalId, cast, mailed) => {
    const { who, channel, decision } = cast;
    const choice = decision === "approve" ? { revision: 1 } : { reason: "no" };
    const answered = async () => {
      switch (channel) {
        case "web":
          return procedure(dashboard, `approvals.${decision}`, {
            input: { organization: organization.name, id: approvalId, ...choice },
            session: organization.people[who].sessionToken,
          });
        case "email":
          return procedure(dashboard, "entry.decideByLink", {
            input: { token: mailed.get(who), decision, ...(decision === "deny" && { reason: "no" }) },
          });
        case "api":
          return told(
            await handleManagementApi(
              services,
              jsonRequest(`${MANAGEMENT_API}/approvals/${approvalId}/${decision}`, choice, {
                authorization: `Bearer ${tokens.get(who)}`,
              }),
            ),
          );
        case "slack":
          return interact(
            `http://127.0.0.1:${worker.port}/slack/interactions`,
            signing,
            slackPayload(approvalId, cast),
          );
      }
    };
    return { ...cast, ...(await answered()) };
  };
  return { links, vote, slack, close: () => worker.stop().then(() => slack.close()) };
}

type Answered = Pick<Told, "code" | "detail">;

function jsonRequest(path: string, body: object, headers: Record<string, string> = {}): Request {
  const ip = { "x-forwarded-for": [10, ...randomBytes(3)].join(".") };
  return new Request(`http://127.0.0.1${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...ip, ...headers },
    body: JSON.stringify(body),
  });
}

async function told(response: Response): Promise<Answered> {
  const body = await response.json();
  const refused = body.error?.data?.refusal ?? (response.ok ? null : body);
  return { code: refused?.code ?? null, detail: refused?.detail ?? null };
}

/** Calls a procedure by HTTP, as the pages do: with a session's token or nobody's. */
async function procedure(
  { services }: TestDashboard,
  path: string,
  { input, session }: { readonly input: object; readonly session?: string },
): Promise<Answered> {
  const response = await fetchRequestHandler({
    endpoint: "/api/trpc",
    req: jsonRequest(`/api/trpc/${path}`, input),
    router: appRouter,
    createContext: async () => ({
      services,
      requestId: randomUUID(),
      actor: session === undefined ? null : await readSession(services, session),
      // From a place of its own each time: the bound on tries is not what is tried here.
      client: { ip: [10, ...randomBytes(3)].join("."), userAgent: "vitest" },
    }),
  });
  return told(response);
}

/** What Slack sends when somebody presses Approve, or sends the form that asks why not. */
function slackPayload(approvalId: string, { who, decision }: ChannelVote): object {
  const sender = {
    api_app_id: APP,
    team: { id: FAKE_SLACK_TEAM },
    user: { id: slackIdOf(who), team_id: FAKE_SLACK_TEAM },
  };
  const value = `${approvalId}.1`;
  const reason = { reason: { reason: { type: "plain_text_input", value: "no" } } };
  if (decision === "deny") {
    const view = { type: "modal", callback_id: "deny", private_metadata: value, state: { values: reason } };
    return { type: "view_submission", ...sender, view };
  }
  const actions = [{ type: "button", action_id: "approve", block_id: "b", value }];
  return { type: "block_actions", ...sender, channel: { id: "C00000001" }, trigger_id: randomUUID(), actions };
}

async function interact(url: string, secret: string, payload: object): Promise<Answered> {
  const unique = { ...payload, nonce: randomUUID() };
  const body = new URLSearchParams({ payload: JSON.stringify(unique) }).toString();
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex");
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    "x-slack-request-timestamp": timestamp,
    "x-slack-signature": `v0=${signature}`,
  };
  const response = await fetch(url, { method: "POST", headers, body });
  if (!response.ok) throw new Error(`the worker answered ${response.status}`);
  const text = await response.text();
  const detail: string | null = text === "" ? null : (JSON.parse(text).errors?.reason ?? null);
  return { code: detail === null ? null : "slack", detail };
}

async function connectSlack(
  { services, worker: db, settings }: TestDashboard,
  { id: organizationId, people }: TestOrganization,
  token: string,
): Promise<void> {
  const masterKey = new Secret(settings.COUNTERSIGN_MASTER_KEY);
  const id = newId("slackInstallation");
  await services.db.tenant(organizationId, (scope) => {
    const sealed = seal(masterKey, slackTokenBinding(organizationId, id), token);
    const workspace = { teamId: FAKE_SLACK_TEAM, teamName: "Acme", enterpriseId: null, appId: APP, botUserId: "UBOT" };
    return insertSlackInstallation(scope, { id, ...workspace, sealed, installedByName: "Olivia" });
  });
  for (const who of DECIDERS) {
    const { userId } = people[who];
    const asked = { organizationId, teamId: FAKE_SLACK_TEAM, slackUserId: slackIdOf(who) };
    const link = await requestSlackLink({ db, masterKey }, asked);
    const actor = { kind: "user", id: userId, name: who } as const;
    must(
      await followSlackLink({ db: services.db, masterKey }, { organizationId, token: link.reveal(), actor, userId }),
    );
  }
}

/** A worker as a process of its own. */
async function startWorker({ settings }: TestDashboard, environment: Readonly<Record<string, string>>) {
  const { DATABASE_URL = "", REDIS_URL, COUNTERSIGN_MASTER_KEY, PUBLIC_DASHBOARD_URL, PUBLIC_GATEWAY_URL } = settings;
  const shared = { DATABASE_URL, REDIS_URL, COUNTERSIGN_MASTER_KEY, PUBLIC_DASHBOARD_URL, PUBLIC_GATEWAY_URL };
  const child = spawn(process.execPath, ["--import", "tsx", WORKER], {
    env: { PATH: process.env["PATH"] ?? "", ...shared, PORT: "0", ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const killAtExit = (): void => void child.kill("SIGKILL");
  process.once("exit", killAtExit);
  const ended = once(child, "exit").finally(() => process.off("exit", killAtExit));
  const port = await new Promise<number>((resolve, reject) => {
    let log = "";
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`the worker ended: ${log}`)));
    child.stdout.on("data", (chunk: Buffer) => {
      log += chunk.toString();
      const [, up] = /"port":(\d+).*worker is up/.exec(log) ?? [];
      if (up) resolve(Number(up));
    });
  });
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await ended;
  };
  return { port, stop };
}
