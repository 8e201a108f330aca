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

/** A browser around the worker's file: what it shows and opens is kept. */
function startWorker() {
  const handlers = new Map<string, (event: object) => void>();
  const shown: Shown[] = [];
  const opened: string[] = [];
  const windows: { readonly url: string; navigate(url: string): Promise<object>; focus(): void }[] = [];
  const self = {
    location: { origin: ORIGIN },
    skipWaiting: () => undefined,
    addEventListener: (name: string, handler: (event: object) => void) => void handlers.set(name, handler),
    registration: {
      showNotification: async (title: string, options: Shown["options"]) => void shown.push({ title, options }),
    },
    clients: {
      claim: async () => undefined,
      matchAll: async () => windows,
      openWindow: async (url: string) => void opened.push(url),
    },
  };
  runInContext(CODE, createContext({ self, URL, Date }));
  const dispatch = async (name: string, event: object): Promise<void> => {
    const work: Promise<unknown>[] = [];
    handlers.get(name)?.({ ...event, waitUntil: (promise: Promise<unknown>) => void work.push(promise) });
    await Promise.all(work);
  };
  return { handlers, shown, opened, windows, dispatch };
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
      ["Countersign", { path: "/" }],
      ["Countersign", { path: "/" }],
    ]);
    await click("", "https://evil.test/");
    expect(worker.opened).toEqual([]);
  });

  it("keeps no pages: it has no say in what the browser loads", () => {
    expect([...worker.handlers.keys()].sort()).toEqual(["activate", "install", "notificationclick", "push"]);
  });
});
