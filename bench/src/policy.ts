import { cpus } from "node:os";
import { compilePolicy, decide, type PolicyCall, type PolicyContext, parsePolicy } from "@countersign/policy";

/** Decisions of 10, 1,000 and 10,000 rules: microseconds each, and what compiling took. */
const SIZES = [10, 1_000, 10_000] as const;
const AGENTS = 1_000;
const CALLS = 20_000;
const WARM = 2_000;
/** As many callers as take turns: each has candidates of its own. */
const CALLERS = 100;

const context: PolicyContext = {
  agents: Array.from({ length: AGENTS }, (_, index) => ({ name: `agent-${index}`, tags: [`team-${index % 50}`] })),
  connections: [{ name: "mail" }],
  operations: [
    {
      id: "mail.send",
      connection: "mail",
      class: "external",
      inputSchema: { type: "object", properties: { to: { type: "string" }, subject: { type: "string" } } },
      priceMicros: 1_000n,
    },
  ],
  timeZone: "UTC",
};

/** Rules of many agents about one operation, some by tag or for everybody, each with a condition over the arguments. */
function sourceOf(size: number): string {
  const rules = Array.from({ length: size }, (_, index) => {
    const agent =
      index % 1_000 === 0
        ? "*"
        : index % 10 === 0
          ? `tag:team-${Math.floor(index / 10) % 50}`
          : `agent-${index % AGENTS}`;
    const when = `args.subject == "nothing ${index}" || args.to.endsWith("@partner-${index}.example")`;
    const effect = index % 50 === 0 ? "deny" : "allow";
    return `  - { id: r-${index}, agents: ["${agent}"], operations: [mail.send], when: '${when}', effect: ${effect} }`;
  });
  return ["version: 1", "rules:", ...rules, ""].join("\n");
}

function measure(size: number): string {
  const startedAt = performance.now();
  const parsed = parsePolicy(sourceOf(size));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems.slice(0, 3)));
  const policy = compilePolicy(parsed.document, context);
  const compileMs = performance.now() - startedAt;
  const times = new Float64Array(CALLS);
  let considered = 0;
  for (let turn = -WARM; turn < CALLS; turn += 1) {
    const caller = (turn + WARM) % CALLERS;
    const call: PolicyCall = {
      agent: { id: `agt_${caller}`, name: `agent-${caller}`, tags: [`team-${caller % 50}`] },
      instance: { id: "ins_1", name: "default", proved: true },
      person: null,
      operation: "mail.send",
      args: { to: `ana@partner-${caller}.example`, subject: "hello" },
      session: { labels: [] },
      nowMs: 1_800_000_000_000,
    };
    const from = performance.now();
    const decision = decide(policy, call);
    if (turn >= 0) times[turn] = (performance.now() - from) * 1_000;
    considered = Math.max(considered, decision.considered.length);
  }
  times.sort();
  const at = (share: number): string => (times[Math.floor(CALLS * share)] ?? 0).toFixed(1);
  return `| ${size} | ${compileMs.toFixed(0)} | ${considered} | ${at(0.5)} | ${at(0.99)} |`;
}

console.log(`${cpus()[0]?.model} x ${cpus().length}, Node ${process.versions.node}\n`);
console.log("| rules | parse and compile ms | most considered | p50 µs | p99 µs |\n|---|---|---|---|---|");
for (const size of SIZES) console.log(measure(size));
