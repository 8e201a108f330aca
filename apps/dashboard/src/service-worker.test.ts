import { readFile } from "node:fs/promises";
import { createContext, runInContext } from "node:vm";
import { beforeEach, describe, expect, it } from "vitest";

const CODE = await readFile(new URL("../public/sw.js", import.meta.url), "utf8");
const ORIGIN = "https://dash.test";
const MESSAGE = {
  approvalId: "apr_1",
  isAsking: true,
  title: "Outreach",
  body: "demo.send_email waits for approval, $0.004",
  expiresAtMs: Date.UTC(2026, 10, 23, 14, 5),
  path: "/o/acme/approvals/apr_1",
};

interface Shown {
  readonly title: string;
  readonly options: Readonly<Record<string, unknown>>;
}

const subscriptionTo = (endpoint: string) => ({
  endpoint,
  options: { userVisibleOnly: true },
  toJSON: () => ({ endpoint, keys: { p256dh: "B", auth: "A" } }),
});

/** A browser around the worker's file: what it shows and opens is kept. */
function startWorker() {
  const handlers = new Map<string, (event: object) => void>();
  const shown: Shown[] = [];
  const opened: string[] = [];
  const asked: { readonly url: string; readonly body: unknown }[] = [];
  const answers: (() => unknown)[] = [];
  const fetch = async (url: string, { body, credentials }: { readonly body: string; readonly credentials: string }) => {
    expect(credentials).toBe("same-origin");
    asked.push({ url, body: JSON.parse(body) });
    const answer = answers.shift()?.();
    return { json: async () => answer };
  };
  const windows: { readonly url: string; navigate(url: string): Promise<object>; focus(): void }[] = [];
  const self = {
    location: { origin: ORIGIN },
    skipWaiting: () => undefined,
    addEventListener: (name: string, handler: (event: object) => void) => void handlers.set(name, handler),
    registration: {
      showNotification: async (title: string, options: Shown["options"]) => void shown.push({ title, options }),
      pushManager: {
        getSubscription: async () => null,
        subscribe: async () => subscriptionTo("https://push.test/new"),
      },
    },
    clients: {
      claim: async () => undefined,
      matchAll: async () => windows,
      openWindow: async (url: string) => void opened.push(url),
    },
  };
  runInContext(CODE, createContext({ self, URL, Date, fetch }));
  const dispatch = async (name: string, event: object): Promise<void> => {
    const work: Promise<unknown>[] = [];
    handlers.get(name)?.({ ...event, waitUntil: (promise: Promise<unknown>) => void work.push(promise) });
    await Promise.all(work);
  };
  return { handlers, shown, opened, asked, answers, windows, dispatch };
}

describe("the service worker", () => {
  let worker: ReturnType<typeof startWorker>;
  beforeEach(() => {
    worker = startWorker();
  });
  const push = (data: unknown) => worker.dispatch("push", { data: { json: () => data } });
  const click = (action: string, path: unknown = MESSAGE.path) =>
    worker.dispatch("notificationclick", { action, notification: { data: { path }, close: () => undefined } });

  it("shows what asks, until when, with what can be done, one notification for each approval", async () => {
    await push(MESSAGE);
    const [first] = worker.shown;
    expect(first).toMatchObject({
      title: "Outreach",
      options: { tag: "apr_1", renotify: true, requireInteraction: true, silent: false },
    });
    expect(first?.options["body"]).toMatch(/^demo\.send_email waits for approval, \$0\.004\. Until \d\d:\d\d.*\.$/);
    expect(first?.options["actions"]).toMatchObject([{ action: "approve" }, { action: "deny" }]);
  });

  it("says quietly in its place that nobody has to decide any more", async () => {
    await push({ ...MESSAGE, isAsking: false, body: "demo.send_email was approved" });
    expect(worker.shown).toMatchObject([
      { options: { tag: "apr_1", body: "demo.send_email was approved", actions: [], silent: true, renotify: false } },
    ]);
  });

  it.each([
    ["approve", `${ORIGIN}${MESSAGE.path}?act=approve`],
    ["deny", `${ORIGIN}${MESSAGE.path}?act=deny`],
    ["", `${ORIGIN}${MESSAGE.path}`],
    ["other", `${ORIGIN}${MESSAGE.path}`],
  ])("a click on %j opens the approval and decides nothing", async (action, url) => {
    await click(action);
    expect(worker.opened).toEqual([url]);
  });

  it("goes to the window that has the approval open", async () => {
    const went: string[] = [];
    worker.windows.push({
      url: `${ORIGIN}${MESSAGE.path}?x=1`,
      navigate: async (url) => {
        went.push(url);
        return { focus: () => undefined };
      },
      focus: () => undefined,
    });
    await click("deny");
    expect(went).toEqual([`${ORIGIN}${MESSAGE.path}?act=deny`]);
    expect(worker.opened).toEqual([]);
  });

  it("shows something whatever comes, and never leads elsewhere", async () => {
    await worker.dispatch("push", { data: null });
    await push({ ...MESSAGE, path: "https://evil.test/o/" });
    expect(worker.shown.map(({ title, options }) => [title, options["data"]])).toEqual([
      ["Countersign", { approvalId: "unread", title: "Countersign", path: "/", question: undefined }],
      ["Countersign", { approvalId: "unread", title: "Countersign", path: "/", question: undefined }],
    ]);
    await click("", "https://evil.test/");
    expect(worker.opened).toEqual([]);
  });

  describe("where a device decides", () => {
    const WHOLE = { ...MESSAGE, asked: "to: kim@acme.io", question: { revision: 2, userId: "usr_1" } };
    const state = (name: string) => () => ({ result: { data: { state: name } } });
    const refused = (code: string, detail: string) => () => ({ error: { data: { refusal: { code, detail } } } });
    /** Shows it and clicks on a button of it. */
    const decide = async (action: string, answer: () => unknown) => {
      await push(WHOLE);
      worker.answers.push(answer);
      const { data } = worker.shown[0]?.options ?? {};
      await worker.dispatch("notificationclick", { action, notification: { data, close: () => undefined } });
      return worker.shown[1];
    };

    it("shows all that is asked, and decides at once for the revision and person it was shown to", async () => {
      const told = await decide("approve", state("approved"));
      expect(worker.shown[0]?.options["body"]).toMatch(/Until .*\nto: kim@acme\.io$/);
      expect(worker.asked).toEqual([
        {
          url: "/api/trpc/approvals.approve",
          body: { organization: "acme", id: "apr_1", revision: 2, notifiedUserId: "usr_1" },
        },
      ]);
      expect(told?.options).toMatchObject({ tag: "apr_1", body: "Approved. Outreach may go on.", silent: true });
      expect(worker.opened).toEqual([]);
    });

    it.each([
      ["deny", state("denied"), "Denied. Outreach is told."],
      ["approve", state("pending"), "Your vote counts. Others have to decide, too."],
    ])("a click on %j says what came of it", async (action, answer, body) => {
      expect((await decide(action, answer))?.options["body"]).toBe(body);
      expect(worker.asked).toMatchObject([{ url: `/api/trpc/approvals.${action}` }]);
    });

    it.each([
      [refused("auth.credential.missing", "Sign in."), /^You are signed out here: nothing was decided/],
      [refused("approval.revision.changed", "The call was changed."), /^The call was changed\. You decided nothing\.$/],
      [refused("approval.state.final", "This approval is denied by Ana."), /denied by Ana\. You decided nothing\.$/],
      [
        () => {
          throw new TypeError("offline");
        },
        /^The platform didn't answer/,
      ],
    ])("what wasn't decided is said and opens (%#)", async (answer, body) => {
      const told = await decide("approve", answer);
      expect(told?.options["body"]).toMatch(body);
      expect(told?.options["data"]).toMatchObject({ question: undefined });
      expect(worker.opened).toEqual([`${ORIGIN}${MESSAGE.path}`]);
    });

    it("what isn't shown whole is only looked at", async () => {
      await push({ ...MESSAGE, asked: "What exactly is too long." });
      expect(worker.shown[0]?.options["actions"]).toEqual([{ action: "view", title: "View" }]);
      await click("view");
      expect(worker.opened).toEqual([`${ORIGIN}${MESSAGE.path}`]);
      expect(worker.asked).toEqual([]);
    });
  });

  it("tells the platform where it is reached after the browser signed up anew", async () => {
    worker.answers.push(() => ({ result: { data: {} } }));
    await worker.dispatch("pushsubscriptionchange", { oldSubscription: subscriptionTo("https://push.test/old") });
    const to = { endpoint: "https://push.test/new", p256dh: "B", auth: "A" };
    expect(worker.asked).toEqual([{ url: "/api/trpc/push.move", body: { from: "https://push.test/old", to } }]);
    await worker.dispatch("pushsubscriptionchange", { oldSubscription: null });
    expect(worker.asked).toHaveLength(1);
  });

  it("keeps no pages: it has no say in what the browser loads", () => {
    expect([...worker.handlers.keys()].sort()).toEqual([
      "activate",
      "install",
      "notificationclick",
      "push",
      "pushsubscriptionchange",
    ]);
  });
});
