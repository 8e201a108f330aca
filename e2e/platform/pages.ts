import { expect, type Page } from "@playwright/test";
import { pageUrl } from "./test.ts";
import type { Up } from "./up-file.ts";

/** A page of the dashboard and what tells that it is there, loaded. */
export interface LookedAtPage {
  readonly name: string;
  readonly open: (page: Page, up: Up) => Promise<void>;
}

/** Waits until nothing on the page is still loading. */
async function isLoaded(page: Page): Promise<void> {
  await expect(page.getByRole("status", { name: /^Loading/ })).toHaveCount(0);
}

/** A page whose level-1 heading is known. */
function titled(name: string, path: string, heading: string | RegExp): LookedAtPage {
  return {
    name,
    open: async (page, up) => {
      await page.goto(pageUrl(up, path));
      await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
      await isLoaded(page);
    },
  };
}

/** A page as it is after something was done on it. */
function acted(name: string, path: string, act: (page: Page) => Promise<void>): LookedAtPage {
  return {
    name,
    open: async (page, up) => {
      await page.goto(pageUrl(up, path));
      await act(page);
      await isLoaded(page);
    },
  };
}

/** A page outside any organization. */
function outside(name: string, path: string, heading: string): LookedAtPage {
  return {
    name,
    open: async (page, up) => {
      await page.goto(`${up.dashboardUrl}${path}`);
      await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
      await isLoaded(page);
    },
  };
}

/** A record or an approval, opened from the list it stands in. */
function opened(name: string, path: string, heading: string | RegExp): LookedAtPage {
  return {
    name,
    open: async (page, up) => {
      await page.goto(pageUrl(up, path));
      await page.locator("[data-record] a").first().click();
      await expect(page.getByRole("heading", { name: heading }).first()).toBeVisible();
      await isLoaded(page);
    },
  };
}

/** A tab of the page of the first connection. */
function ofConnection(name: string, tab: string): LookedAtPage {
  return {
    name,
    open: async (page, up) => {
      const [connection] = up.connections;
      if (!connection) throw new Error("the platform has no connection");
      await page.goto(pageUrl(up, `/connections/${connection.id}?tab=${tab}`));
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await isLoaded(page);
    },
  };
}

/** Every page there is, for whatever must hold on all of them: looks, accessibility, an empty console. */
export const LOOKED_AT_PAGES: readonly LookedAtPage[] = [
  {
    name: "overview",
    open: async (page, up) => {
      await page.goto(pageUrl(up, ""));
      await expect(page.getByRole("heading", { name: /for you\.$/ })).toBeVisible();
      await expect(page.locator("[data-record]").first()).toBeVisible();
      await isLoaded(page);
    },
  },
  titled("approvals", "/approvals?tab=decided", "Approvals"),
  titled("unknown outcomes", "/approvals?tab=unknown", "Approvals"),
  titled("messages not delivered", "/approvals?tab=undelivered", "Approvals"),
  opened("approval", "/approvals?tab=decided", "Decision"),
  {
    name: "rules",
    open: async (page, up) => {
      await page.goto(pageUrl(up, "/rules"));
      await expect(page.getByRole("textbox", { name: /The policy as YAML/ })).toBeVisible();
      await expect(page.getByText(/tests pass/)).toBeVisible();
      await isLoaded(page);
    },
  },
  titled("rules in sentences", "/rules?view=builder", "Rules"),
  titled("rules' changes", "/rules?view=changes", "Rules"),
  titled("rules' history", "/rules?view=history", "Rules"),
  titled("agents", "/agents", "Agents"),
  ...["may", "did", "instances", "keys", "connect", "settings"].map((tab) =>
    titled(`agent, ${tab}`, `/agents/outreach?tab=${tab}`, "Outreach"),
  ),
  acted("new agent", "/agents?new=true", async (page) => {
    await expect(page.getByRole("dialog", { name: "New agent" }).getByLabel("Title")).toBeVisible();
  }),
  acted("stop an agent", "/agents/outreach", async (page) => {
    await page.getByRole("button", { name: "Stop: Outreach" }).click();
    await expect(page.getByText("No approvals waiting")).toBeVisible();
  }),
  acted("issue a key", "/agents/outreach?tab=keys", async (page) => {
    await page.getByRole("button", { name: "Issue a key" }).click();
    await expect(page.getByRole("dialog").getByText("Only for these connections")).toBeVisible();
  }),
  titled("connections", "/connections", "Connections"),
  ...["operations", "review", "rules", "settings"].map((tab) => ofConnection(`connection, ${tab}`, tab)),
  titled("add a connection", "/connections/new", "Add a connection"),
  titled("settings", "/settings", "Settings"),
  titled("members", "/settings/members", "Settings"),
  titled("tokens", "/settings/tokens", "Settings"),
  titled("webhooks", "/settings/webhooks", "Settings"),
  titled("records kept", "/settings/records", "Settings"),
  outside("account", "/account", "Your account"),
  titled("secrets", "/secrets?state=all", "Secrets"),
  titled("audit", "/audit", "Audit"),
  titled("signed heads", "/signed-heads", "Signed heads"),
  opened("record", "/audit?kind=call", "Arguments"),
  opened("act", "/audit?kind=connection", /^(What changed|Details)$/),
  {
    name: "palette",
    open: async (page, up) => {
      await page.goto(pageUrl(up, "/approvals"));
      await page.getByRole("button", { name: "Find" }).click();
      await page.getByRole("combobox", { name: "Find" }).fill("research");
      await expect(page.getByRole("option", { name: /Agent$/ }).first()).toBeVisible();
    },
  },
  {
    name: "keys",
    open: async (page, up) => {
      await page.goto(pageUrl(up, "/approvals"));
      await page.getByRole("button", { name: /^You:/ }).click();
      await page.getByRole("menuitem", { name: "Keys" }).click();
      await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
    },
  },
  {
    name: "mail",
    open: async (page, up) => {
      await page.goto(up.mailUrl);
      await expect(page.getByRole("heading", { name: "Mail", exact: true })).toBeVisible();
    },
  },
];
