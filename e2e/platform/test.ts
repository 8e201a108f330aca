import { test as base, type Cookie, expect, type Page } from "@playwright/test";
import { type AgentClient, type ClientKind, connectAgent } from "./agent-clients.ts";
import { agentOf, readUp, type Up } from "./up-file.ts";

interface Shared {
  readonly up: Up;
  /** The cookies of the owner, signed in once for all tests that aren't about signing in. */
  readonly session: Cookie[];
}

/** What Chromium says of every answer that refuses; the page shows the refusal itself. */
const REFUSED = /^Failed to load resource: the server responded with a status of 4\d\d /;

interface Platform {
  /** Whether the test asks for what is refused; otherwise a refusal is a complaint like any other. */
  readonly refusals: boolean;
  /** A page on which the owner is signed in. Its console must stay empty. */
  readonly owner: Page;
  /** Connects a client as an agent of the platform; closed after the test. */
  readonly agent: (
    kind: ClientKind,
    options?: { readonly name?: string; readonly path?: string },
  ) => Promise<AgentClient>;
}

/** Playwright's test with the platform, its owner's browser and its agents. */
export const test = base.extend<Platform, Shared>({
  up: [async ({ browserName: _browser }, use) => use(readUp()), { scope: "worker" }],
  session: [
    async ({ browser, up }, use) => {
      const context = await browser.newContext();
      await signIn(await context.newPage(), up);
      await use(await context.cookies());
      await context.close();
    },
    { scope: "worker" },
  ],
  refusals: [false, { option: true }],
  owner: async ({ page, context, session, refusals }, use) => {
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (message.type() !== "error" && message.type() !== "warning") return;
      const { url } = message.location();
      // A shown mail stands in a frame that may run nothing; axe tries to, and the browser says that it may not.
      if (url === "about:srcdoc") return;
      if (refusals && REFUSED.test(message.text()) && url.includes("/api/trpc/")) return;
      complaints.push(`${message.text()} ${url}`);
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    await context.addCookies(session);
    await use(page);
    expect(complaints, "the browser's console stays empty").toEqual([]);
  },
  agent: async ({ up }, use) => {
    const open: AgentClient[] = [];
    await use(async (kind, { name = "sales-research", path = "/mcp" } = {}) => {
      const client = await connectAgent(kind, `${up.gatewayUrl}${path}`, agentOf(up, name).key);
      open.push(client);
      return client;
    });
    await Promise.all(open.map((client) => client.close()));
  },
});

export { expect };

/** Signs in by the page, as a person does. */
export async function signIn(page: Page, up: Up): Promise<void> {
  await page.goto(`${up.dashboardUrl}/o/${up.organization.name}`);
  await page.getByLabel("E-mail").fill(up.login.email);
  await page.getByLabel("Password").fill(up.login.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`**/o/${up.organization.name}`);
}

/** The address of a page of the platform's organization. */
export function pageUrl(up: Up, path: string): string {
  return `${up.dashboardUrl}/o/${up.organization.name}${path}`;
}
