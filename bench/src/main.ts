import { writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { CallTarget } from "./http/call-request.ts";
import { closedLoop, type LoadResult } from "./load/closed-loop.ts";
import { fixedRate } from "./load/fixed-rate.ts";
import { type Child, startChild } from "./measure/child.ts";
import { drained } from "./measure/drained.ts";
import { median, type Row, ratioTable } from "./measure/table.ts";
import { type Governed, startGoverned } from "./targets/governed.ts";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "3" },
    json: { type: "string" },
    /** A folder for the gateway's CPU profile; profiling itself costs, so the figures of such a run mean little. */
    profile: { type: "string" },
  },
});
const ROUNDS = Number(options.rounds);
const MS = Number(options.seconds) * 1_000;
const CALLERS = [16, 64] as const;
/** What a process that has run for a while has behind it: compiled code, open connections. */
const WARM_MS = 10_000;
const RATE = 100;
/** The writer's speed is told from backlogs of at least so many records. */
const LEAST_RECORDS = 2_000;
/** The proxy under measurement has a core to itself; generator, upstream, Redis and Postgres share the other. */
const CORES = { proxy: 0, rest: 1 };

interface Target {
  readonly name: string;
  readonly target: CallTarget;
  /** The process whose CPU counts; null for the upstream itself. */
  readonly child: Child | null;
  readonly governed: Governed | null;
}

const writerRates: number[] = [];
const started: { stop(): Promise<void> }[] = [];
const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

async function main(): Promise<void> {
  const targets = await startTargets();
  const rows = new Map<string, Row>(targets.map(({ name }) => [name, { name, loads: [], rates: [] }]));
  for (const each of targets) {
    // Unchecked: on a busy machine the first calls may come before what they need is loaded.
    await quietly(each, () => closedLoop({ target: each.target, callers: 64, ms: WARM_MS }));
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    console.error(`round ${round + 1} of ${ROUNDS}, load ${loadavg()[0]?.toFixed(2)}`);
    for (const each of targets) {
      const row = rows.get(each.name);
      for (const callers of CALLERS) row?.loads.push({ callers, round, ...(await loadOf(each, callers)) });
      row?.rates.push(right(await quietly(each, () => fixedRate({ target: each.target, perSecond: RATE, ms: MS }))));
    }
  }
  const machine = `${cpus()[0]?.model} x ${cpus().length}, Node ${process.versions.node}, load ${loadavg()[0]?.toFixed(2)}`;
  console.log(ratioTable([...rows.values()], { machine, rounds: ROUNDS, callers: CALLERS, rate: RATE }));
  if (writerRates.length > 0) {
    const rate = Math.round(median(writerRates));
    console.log(`\nWriter: ${rate} records/s with ledger (median of ${writerRates.length} backlogs).`);
  }
  if (options.json !== undefined) {
    writeFileSync(options.json, `${JSON.stringify({ machine, rows: [...rows.values()] }, null, 2)}\n`);
  }
}

async function startTargets(): Promise<Target[]> {
  const says = /"port":(\d+)/;
  const tsx = ["--import", "tsx"];
  const upstream = keep(await startChild({ args: [...tsx, source("./targets/upstream.ts")], core: CORES.rest, says }));
  const upstreamUrl = `${upstream.url}/mcp`;
  const bare = keep(
    await startChild({ args: [...tsx, source("./targets/bare-proxy.ts"), upstreamUrl], core: CORES.proxy, says }),
  );
  const governed = async (appendfsync: "everysec" | "always") =>
    keep(await startGoverned({ upstreamUrl, appendfsync, cores: CORES, profileFolder: options.profile ?? null }));
  const ours = await governed("everysec");
  const always = await governed("always");
  const plain = { authorization: null, tool: "echo" };
  return [
    { name: "direct", target: { url: upstreamUrl, ...plain }, child: null, governed: null },
    { name: "bare", target: { url: `${bare.url}/mcp`, ...plain }, child: bare, governed: null },
    { name: "countersign", target: ours.target, child: ours.gateway, governed: ours },
    { name: "countersign, always", target: always.target, child: always.gateway, governed: always },
  ];
}

function keep<T extends { stop(): Promise<void> }>(each: T): T {
  started.unshift(each);
  return each;
}

async function loadOf(each: Target, callers: number): Promise<LoadResult & { readonly cpuUs: number }> {
  return quietly(each, async () => {
    // What is connected by then stays out of the figures.
    right(await closedLoop({ target: each.target, callers, ms: MS / 4 }));
    const before = each.child?.cpuMs() ?? 0;
    const result = right(await closedLoop({ target: each.target, callers, ms: MS }));
    const spent = (each.child?.cpuMs() ?? 0) - before;
    return { ...result, cpuUs: (spent * 1_000) / result.calls };
  });
}

/** The worker's share of the machine is measured by itself: it rests while calls are measured, and catches up after. */
async function quietly<T>({ governed }: Target, work: () => Promise<T>): Promise<T> {
  if (!governed) return work();
  governed.worker.pause();
  try {
    return await work();
  } finally {
    const { records, ms } = await drained(governed);
    if (records >= LEAST_RECORDS) writerRates.push((records * 1_000) / ms);
  }
}

/** A load of which every answer was right. Throws Error with the first that wasn't. */
function right(result: LoadResult): LoadResult {
  if (result.wrong === 0 && result.calls > 0) return result;
  throw new Error(`${result.wrong} of ${result.calls} answers were wrong: ${result.firstWrong}`);
}

try {
  await main();
} finally {
  for (const each of started) await each.stop();
}
