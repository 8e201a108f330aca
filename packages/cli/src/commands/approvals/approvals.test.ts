import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { main } from "../../main.ts";
import { type Answer, type AskedRequest, startPlatform, type TestPlatform } from "../../testing/platform.ts";
import { run } from "../../testing/run.ts";

let running: TestPlatform | null = null;
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "countersign-login-"));
  vi.stubEnv("XDG_CONFIG_HOME", home);
});
afterEach(async () => {
  await running?.close();
  running = null;
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true });
});

const platform = async (answer: (request: AskedRequest, index: number) => Answer) => {
  running = await startPlatform(answer);
  vi.stubEnv("XDG_CONFIG_HOME", home);
  return running;
};

const row = (id: string, change = {}) => ({
  ...{ id, state: "pending", revision: 1, requestedAt: `2026-11-23T09:00:0${id.length}Z` },
  expiresAt: "2026-11-23T09:30:00Z",
  ...{ agentName: "outreach", instanceName: "outreach-7", operation: "demo.send_email", summary: "to: lee@acme.io" },
  ...{ ruleIds: ["email"], costMicros: "1000" },
  ...change,
});
const detail = (id: string, change = {}) => ({
  ...row(id, change),
  ...{
    argumentsText: '{"body":"Hello","to":"lee@acme.io"}',
    agentReason: null,
    labels: [],
    linkedFrom: null,
    canDecide: true,
  },
  ...{ requirements: [{ ruleId: "email", by: ["Ana"], quorum: 1 }], reason: null, votes: [] },
  glass: [{ userName: "Olga", reason: "production is down" }],
  ...change,
});
const refused = (status: number, code: string, said: string): Answer => [status, { code, detail: said }];
const page = (...approvals: readonly unknown[]): Answer => [200, { approvals, nextCursor: null }];

describe("approvals", () => {
  it("lists those that wait, page by page, and with --all those that don't any more", async () => {
    const { asked } = await platform(({ line }) => {
      if (line.includes("cursor=")) return page(row("apr_bb", { revision: 2 }));
      if (line.includes("decided")) return page(row("apr_ccc", { state: "denied" }));
      return [200, { approvals: [row("apr_a")], nextCursor: "c1" }];
    });
    const told = await run(["approvals", "--all"]);
    expect(told).toMatchObject({ code: 0, errors: "" });
    expect(told.output.split("\n")).toEqual([
      "apr_a  pending  until 2026-11-23T09:30Z  outreach/outreach-7  demo.send_email  email  $0.001  to: lee@acme.io",
      "apr_bb@2  pending  until 2026-11-23T09:30Z  outreach/outreach-7  demo.send_email  email  $0.001  to: lee@acme.io",
      "apr_ccc  denied  outreach/outreach-7  demo.send_email  email  $0.001  to: lee@acme.io",
      "",
    ]);
    expect(asked.map(({ line }) => line)).toEqual([
      "GET /api/v1/approvals?tab=waiting&limit=100",
      "GET /api/v1/approvals?tab=waiting&limit=100&cursor=c1",
      "GET /api/v1/approvals?tab=decided&limit=100",
    ]);
  });

  it("P35: what an agent wrote can't end a line, move the cursor or forge another approval", async () => {
    const forged = 'x\r\n\u001b[2Jforged\u2028\u202e\u009b"';
    await platform(({ line }) =>
      line.includes("?")
        ? page(row("apr_a", { summary: forged }))
        : [200, detail("apr_a", { argumentsText: JSON.stringify({ to: forged }), agentReason: forged })],
    );
    for (const words of [["approvals"], ["approvals", "apr_a"]]) {
      const { output, code } = await run(words);
      expect(code).toBe(0);
      expect(new Set(output.match(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu))).toEqual(new Set(["\n"]));
      expect(output.split("\n").some((line) => line.startsWith("forged"))).toBe(false);
    }
  });

  it("P35: 400 blanks are counted, 80 empty lines and 10,000 characters are all there, each in its one line", async () => {
    const argumentsText = JSON.stringify({
      a: `x${" ".repeat(400)}y`,
      b: `x${"\n".repeat(81)}y`,
      c: "z".repeat(10_000),
    });
    await platform(() => [200, detail("apr_a", { argumentsText })]);
    const { output } = await run(["approvals", "apr_a"]);
    const lines = output.split("\n");
    expect(lines).toContain('    "a": "x⟨400 blanks⟩y",');
    expect(lines).toContain(`    "b": "x${"\\n".repeat(81)}y",`);
    expect(lines).toContain(`    "c": "${"z".repeat(10_000)}"`);
    expect(lines).toContain("  Glass broken by: Olga: production is down");
  });

  it("approves exactly the revision that is named, the agent's own when none is", async () => {
    const { asked } = await platform(({ line }) => [
      200,
      detail("apr_a", {
        state: line.includes("deny") ? "denied" : "approved",
        votes: [{ userName: "Ana", decision: line.includes("deny") ? "deny" : "approve", reason: null }],
      }),
    ]);
    expect(await run(["approve", "apr_a"])).toMatchObject({ code: 0, output: "apr_a  approved  by Ana\n" });
    expect((await run(["approve", "apr_a@3", "--note", "checked"])).code).toBe(0);
    expect((await run(["deny", "apr_a", "--reason", "wrong person"])).code).toBe(0);
    expect(asked.map(({ line, body }) => [line, body])).toEqual([
      ["POST /api/v1/approvals/apr_a/approve", { revision: 1, note: null }],
      ["POST /api/v1/approvals/apr_a/approve", { revision: 3, note: "checked" }],
      ["POST /api/v1/approvals/apr_a/deny", { reason: "wrong person" }],
    ]);
    expect(asked[0]?.headers["user-agent"]).toBe("countersign-cli");
  });

  it.each<[string, Answer, number]>([
    ["decided by another", refused(409, "approval.state.final", "This approval is denied, denied by Bo."), 1],
    ["kept out", refused(403, "approval.vote.forbidden", "Separation of duties keeps you out."), 1],
    ["changed", refused(409, "approval.revision.changed", "The call was changed since you looked at it."), 1],
    ["unknown", refused(404, "request.target.unknown", "There is no such approval."), 2],
    ["a bad token", refused(401, "auth.credential.invalid", "The management token is malformed."), 2],
    ["away", [503, {}], 2],
  ])("the exit tells apart: %s", async (_name, answer, code) => {
    await platform(() => answer);
    const told = await run(["approve", "apr_a"]);
    expect(told).toMatchObject({ code, output: "" });
    expect(told.errors).toMatch(/^countersign: .+\n/);
  });

  it.each([
    [["approve"]],
    [["approve", "apr_a@0"]],
    [["approve", "a", "b"]],
    [["deny", "apr_a"]],
    [["deny", "apr_a", "--reason", " "]],
    [["approve", "a", "--reason", "x"]],
    [["watch", "--count", "0"]],
    [["login", "--token", "csm_secret"]],
  ])("%j is a wrong call, and nothing is asked", async (words) => {
    const { asked } = await platform(() => [200, {}]);
    expect(await run(words)).toMatchObject({ code: 2, errors: expect.stringContaining("Usage: countersign") });
    expect(asked).toEqual([]);
  });
});

describe("login", () => {
  it("keeps a token that works for its owner's eyes only, and it goes to its own platform only", async () => {
    const { asked, url } = await platform(({ line }) =>
      line.includes("organization") ? [200, { name: "acme", title: "Acme" }] : page(),
    );
    vi.stubEnv("COUNTERSIGN_TOKEN", "");
    const told = await run(["login", "--url", `${url}/o/acme`, "--token", "-"], "csm_mine\n");
    expect(told).toMatchObject({ code: 0, output: `You are logged in to Acme (acme) at ${url}.\n` });
    expect(told.output + told.errors).not.toContain("csm_mine");
    const path = join(home, "countersign/login.json");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({ url, token: "csm_mine" });
    expect((await run(["approvals"])).code).toBe(0);
    expect(asked.at(-1)?.headers["authorization"]).toBe("Bearer csm_mine");
    const before = asked.length;
    vi.stubEnv("COUNTERSIGN_URL", "http://127.0.0.1:1");
    expect(await run(["approvals"])).toMatchObject({ code: 2, errors: expect.stringContaining("not to") });
    chmodSync(path, 0o644);
    vi.stubEnv("COUNTERSIGN_URL", url);
    expect(await run(["approvals"])).toMatchObject({ code: 2, errors: expect.stringContaining("others can read") });
    expect(asked).toHaveLength(before);
    expect((await run(["logout"])).output).toBe("You are logged out.\n");
    expect(await run(["approvals"])).toMatchObject({ code: 2, errors: expect.stringContaining("log in with") });
  });

  it("keeps nothing that the platform refuses", async () => {
    const { url } = await platform(() => refused(401, "auth.credential.invalid", "The token is revoked."));
    const told = await run(["login", "--url", url, "--token", "-"], "csm_old\n");
    expect(told).toMatchObject({ code: 2, errors: "countersign: The token is revoked.\n" });
    expect(statSync(join(home, "countersign"), { throwIfNoEntry: false })).toBeUndefined();
  });
});

describe("watch", () => {
  it("tells each approval as it comes, is changed and ends, once each", async () => {
    const looks = [page(row("apr_a")), page(row("apr_bb"), row("apr_a", { revision: 2 })), page(row("apr_bb"))];
    let at = -1;
    await platform(({ line }) => {
      if (line.includes("/apr_a")) {
        return [200, detail("apr_a", { state: "expired" })];
      }
      at += 1;
      return looks[Math.min(at, looks.length - 1)] ?? [500, {}];
    });
    const told = await run(["watch", "--count", "4"]);
    expect(told.code).toBe(0);
    expect(told.output.split("\n").map((line) => line.slice(0, 20).trim())).toEqual([
      "◆ apr_a  pending  un",
      "◆ apr_a@2  pending",
      "◆ apr_bb  pending  u",
      "apr_a  expired",
      "",
    ]);
  });

  it("P26: on a terminal a key decides only what it was shown, in the revision that was shown", async () => {
    const keyboard = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
    const output = new PassThrough();
    let said = "";
    let waiting = [row("apr_a", { revision: 4 }), row("apr_bb")];
    const states = new Map<string, string>();
    output.on("data", (chunk: Buffer) => {
      said += chunk.toString("utf8");
    });
    const { asked } = await platform(({ line }) => {
      const id = /approvals\/(\w+)/.exec(line)?.[1];
      if (id === undefined) return page(...waiting);
      const revision = id === "apr_a" ? 4 : 1;
      if (line.startsWith("GET")) return [200, detail(id, { revision, state: states.get(id) ?? "pending" })];
      waiting = waiting.filter((one) => one.id !== id);
      const state = line.endsWith("deny") ? "denied" : "approved";
      states.set(id, state);
      const votes = [{ userName: "Ana", decision: state === "denied" ? "deny" : "approve", reason: null }];
      return [200, detail(id, { revision, votes, state })];
    });
    const ended = main(["watch"], { input: keyboard, output, errors: new PassThrough() });
    const press = async (keys: string, until: string) => {
      const from = said.length;
      keyboard.write(keys);
      await vi.waitFor(() => expect(said.slice(from)).toContain(until), { timeout: 30_000 });
    };
    await vi.waitFor(() => expect(said).toContain("2 wait"), { timeout: 30_000 });
    // Nothing is shown yet: these decide nothing.
    await press("a", "2 wait");
    await press("d", "2 wait");
    await press("n", "a approve · d deny");
    await press("a", "apr_a@4  approved  by Ana");
    // Pressed twice: the second decides nothing, whatever waits next.
    await press("a", "waits: n next");
    await press("n", "apr_bb: a approve");
    await press("d", "Why?");
    await press("wrong person\r", "apr_bb  denied  by Ana");
    keyboard.write("q");
    expect(await ended).toBe(0);
    expect(asked.filter(({ line }) => line.startsWith("POST")).map(({ line, body }) => [line, body])).toEqual([
      ["POST /api/v1/approvals/apr_a/approve", { revision: 4, note: null }],
      ["POST /api/v1/approvals/apr_bb/deny", { reason: "wrong person" }],
    ]);
  });
});
