import { afterEach, expect, it } from "vitest";
import { type Answer, startPlatform, type TestPlatform } from "../../testing/platform.ts";
import { run } from "../../testing/run.ts";

let running: TestPlatform | null = null;
afterEach(() => running?.close());

const record = (summary: string) => ({
  id: `rec_${summary.length}`,
  at: "2026-11-22T10:00:00.123456Z",
  kind: "call",
  action: null,
  actorName: null,
  agentName: "scout",
  instanceName: "scout-7",
  operation: "demo.search_web",
  summary,
  ruleIds: ["web"],
  outcome: "succeeded",
  costMicros: "4000",
});

/** A platform that gives these answers one after another; what it was asked is noted. */
async function platform(answers: readonly Answer[]): Promise<() => string[]> {
  running = await startPlatform((_request, index) => answers[Math.min(index, answers.length - 1)] ?? [500, {}]);
  const { asked } = running;
  return () => asked.map(({ line, headers }) => `${line} ${String(headers["authorization"])}`);
}

it("follows from where it stood, once each, in order, with the filters as they were given", async () => {
  const asked = await platform([
    [200, { records: [], after: "41" }],
    [200, { records: [record("a")], after: "42" }],
    [200, { records: [record("bb"), record("ccc")], after: "44" }],
  ]);
  const told = await run(["tail", "--agent", "scout", "--arg", "to = x", "--arg", "n > 5", "--count", "3"]);
  expect(told).toMatchObject({ code: 0, errors: "" });
  expect(told.output.split("\n")).toHaveLength(4);
  expect(told.output).toContain(
    "2026-11-22T10:00:00.123  succeeded  scout/scout-7  demo.search_web  bb  web  $0.004\n",
  );
  expect(asked()).toEqual([
    "GET /api/v1/record-tail?agent=scout&args=to+%3D+x&args=n+%3E+5&waitSeconds=0 Bearer csm_x",
    "GET /api/v1/record-tail?agent=scout&args=to+%3D+x&args=n+%3E+5&after=41&waitSeconds=25 Bearer csm_x",
    "GET /api/v1/record-tail?agent=scout&args=to+%3D+x&args=n+%3E+5&after=42&waitSeconds=25 Bearer csm_x",
  ]);
});

it("P53: what was recorded can't end a line, move the cursor or forge another row", async () => {
  await platform([[200, { records: [record("x\r\n\u001b[2Jforged\u2028\u202e\u009b")], after: "1" }]]);
  const { output } = await run(["tail", "--after", "0", "--count", "1"]);
  expect(output.match(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu)).toEqual(["\n"]);
  expect(output).toContain("x\\u{d}\\u{a}\\u{1b}[2Jforged");
});

it("goes on when the platform was away, and ends when it refuses", async () => {
  await platform([
    [503, {}],
    [200, { records: [record("a")], after: "1" }],
    [403, { code: "auth.permission.missing", detail: "This needs a role that can search audit records." }],
  ]);
  const told = await run(["tail", "--after", "0", "--json"]);
  expect(told).toMatchObject({ code: 2, errors: "countersign: This needs a role that can search audit records.\n" });
  expect(JSON.parse(told.output)).toEqual(record("a"));
});

it.each([[["--count", "0"]], [["--nonsense"]], [["--after", "x"]]])("%j is a wrong call", async (args) => {
  await platform([[200, {}]]);
  expect((await run(["tail", ...args])).code).toBe(2);
});
