import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { decideApproval, listApprovals } from "@countersign/usecases";
import { type CallTarget, callWriter, textOf } from "../http/call-request.ts";
import { startChild } from "../measure/child.ts";
import { startGoverned } from "../targets/governed.ts";

/**
 * How much a gateway holds while so many calls wait for people, and how soon a call goes on once somebody has decided:
 * `npm run waiting -w @countersign/bench -- 10000 336`, the second number being its heap in MB, a third word the folder for
 * its profile. Builds nothing: run `npm run prebench -w @countersign/bench` first.
 */
const WAITING = Number(process.argv[2] ?? 10_000);
const DECIDED = Math.min(500, WAITING);
/** As many as one agent may have waiting where nothing else is set. */
const OF_AN_AGENT = 100;
const AT_ONCE = 40;
/** Ten a second: more than people decide, and little enough that what is measured is the way of each, not a queue. */
const EVERY_MS = 100;
const UPSTREAM = fileURLToPath(new URL("../targets/upstream.ts", import.meta.url));
const POLICY =
  "version: 1\nrules:\n  - { id: ask, agents: ['caller-*'], operations: [bench.echo], effect: require_approval, " +
  "approval: { by: [role:owner], expires: 1h } }\n";
/** Left to itself on a large machine, V8 lets garbage stand until there are gigabytes of it. */
const HEAP_MB = process.argv[3] ?? "336";
const SETTINGS = {
  COUNTERSIGN_TICKET_AFTER_MS: "240000",
  NODE_OPTIONS: `--max-old-space-size=${HEAP_MB} --max-semi-space-size=4`,
};

/** A call on its way. */
interface Held {
  /** Whether it waits; false when it was refused. */
  readonly waits: Promise<boolean>;
  /** The instant of its answer; null when it was refused after all. */
  readonly answered: Promise<number | null>;
  close(): void;
}

/** Calls that have no answer yet. */
let open = 0;

function hold(target: CallTarget, turn: number): Held {
  const url = new URL(target.url);
  const socket = connect(Number(url.port), url.hostname);
  let waiting: (waits: boolean) => void = () => {};
  let answer: (at: number | null) => void = () => {};
  const waits = new Promise<boolean>((resolve) => {
    waiting = resolve;
  });
  const answered = new Promise<number | null>((resolve) => {
    answer = resolve;
  });
  const end = (at: number | null): void => {
    waiting(false);
    answer(at);
  };
  open += 1;
  void answered.then(() => {
    open -= 1;
  });
  socket.on("error", () => socket.destroy());
  socket.on("close", () => end(null));
  socket.on("data", (chunk) => {
    if (chunk.includes('"error"') || chunk.includes('"isError":true')) end(null);
    if (chunk.includes('"result"')) end(performance.now());
    waiting(true);
  });
  socket.write(callWriter(target)(turn));
  return { waits, answered, close: () => void socket.destroy() };
}

/** Resident memory of a process, MB. */
function residentMb(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Math.round(Number(kilobytes ?? 0) / 1_024);
}

function quantile(sorted: readonly number[], share: number): string {
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(0);
}

const upstream = await startChild({ args: ["--import", "tsx", UPSTREAM], core: 1, says: /"port":(\d+)/ });
const governed = await startGoverned({
  upstreamUrl: `${upstream.url}/mcp`,
  appendfsync: "everysec",
  // Where its collector's helpers have no core but its own, a collection stops everybody for longer.
  cores: { proxy: null, rest: 1 },
  callers: Math.ceil(WAITING / OF_AN_AGENT),
  profileFolder: process.argv[4] ?? null,
  policy: POLICY,
  settings: SETTINGS,
});
const { gateway, db, place, ownerId, admission } = governed;
const idleMb = residentMb(gateway.pid);
const began = performance.now();
const held: Held[] = [];
let refused = 0;
let next = 0;

/** Asks, one call after the other; whoever is refused asks again. */
async function ask(): Promise<void> {
  while (next < WAITING) {
    const turn = next;
    next += 1;
    const target = governed.targets[turn % governed.targets.length] ?? governed.target;
    let one = hold(target, turn);
    while (!(await one.waits)) {
      refused += 1;
      one.close();
      one = hold(target, turn);
    }
    held[turn] = one;
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, ask));
console.log(
  `${WAITING} wait after ${((performance.now() - began) / 1_000).toFixed(1)} s, ${refused} were refused at first`,
);
const cpuBefore = gateway.cpuMs();
await new Promise((resolve) => setTimeout(resolve, 10_000));
const busy = (gateway.cpuMs() - cpuBefore) / 10_000;
console.log(
  `gateway: ${idleMb} MB idle, ${residentMb(gateway.pid)} MB with ${open} that wait, ${(busy * 100).toFixed(0)} % of a core to hold them`,
);

const byText = new Map<string, string>();
let cursor: string | null = null;
do {
  const query = { organizationId: place.org, tab: "waiting", limit: 100, cursor, entitledUserId: null } as const;
  const page: Awaited<ReturnType<typeof listApprovals>> = await listApprovals({ db }, query);
  for (const approval of page.approvals) byText.set(JSON.parse(approval.argumentsText).text, approval.id);
  cursor = page.nextCursor;
} while (cursor !== null);
console.log(`${byText.size} in the inbox`);

const announce = async (to: typeof place, message: object): Promise<void> => {
  await admission.publishLive(to, JSON.stringify(message));
};
const resumed: Promise<number | null>[] = [];
/** Those that came last: the first may have their tickets by now. */
const last = held
  .map((one, turn) => [byText.get(textOf(turn)), one] as const)
  .filter(([approvalId]) => approvalId !== undefined)
  .slice(-DECIDED);
for (let at = 0; at < DECIDED; at += 1) {
  const [approvalId, one] = last[at] ?? [];
  if (!approvalId || !one) throw new Error("fewer calls wait than are to be decided");
  const vote = { organizationId: place.org, approvalId, userId: ownerId, decision: "approve", reason: null } as const;
  const decided = await decideApproval({ db, announce }, { ...vote, channel: "web" });
  const decidedAt = performance.now();
  if (!decided.ok) throw new Error(decided.refusal.detail);
  resumed.push(one.answered.then((answeredAt) => answeredAt && answeredAt - decidedAt));
  await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
}
const told = await Promise.all(resumed);
const times = told.flatMap((ms) => ms ?? []).sort((a, b) => a - b);
console.log(
  `${DECIDED} decided, ${told.length - times.length} of them refused after all; to the agent's answer: p50 ${quantile(times, 0.5)} ms, p95 ${quantile(times, 0.95)} ms, p99 ${quantile(times, 0.99)} ms; gateway ${residentMb(gateway.pid)} MB`,
);
for (const one of held) one.close();
await governed.stop();
await upstream.stop();
