import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CallRequest } from "../pipeline/call.ts";
import { CallsInHand } from "../pipeline/calls-in-hand.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";
import { runCall } from "../pipeline/run-call.ts";
import { snapshotOf } from "../testing/snapshot.ts";
import type { Credential } from "./credential.ts";
import { Gate, type GateDeps } from "./gate.ts";

const KEY = {
  ...{ id: "key_1", keyRef: "k1", agentId: "agt_1", instanceId: null, secretHash: "hash", expiresAtMs: null },
  ...{ revokedAtMs: null, ipRanges: [], connectionIds: [] },
};
const SNAPSHOT = snapshotOf({ keys: [KEY] });

/** Everything that may be awaited or asked on the way to knowing who calls. */
const GOOD = {
  isSecretOf: (): unknown => true,
  now: (): unknown => 1_800_000_000_000,
  get: async (): Promise<unknown> => SNAPSHOT,
  check: async (): Promise<unknown> => ({ kind: "OK", sequence: 1, sessionData: null }),
  enrol: async (): Promise<unknown> => ({ ok: true, instance: { id: "ins_1", name: "eight", isProved: false } }),
  note: async (): Promise<unknown> => undefined,
};
type Step = keyof typeof GOOD;

const FAULTS: Readonly<Record<string, () => unknown>> = {
  throws: () => {
    throw new Error("broken");
  },
  rejects: () => {
    const rejected = Promise.reject(new Error("broken"));
    // Where nobody waits for it, it is only a wrong type.
    rejected.catch(() => {});
    return rejected;
  },
  "never answers": () => new Promise(() => {}),
  "answers null": async () => null,
  "answers undefined": async () => undefined,
  "answers text": async () => "yes",
  "answers true": async () => true,
  "answers an empty object": async () => ({}),
  "answers an unknown verdict": async () => ({ kind: "FINE", ok: "yes" }),
};

function gateWith(broken: Partial<Record<Step, () => unknown>>): Gate {
  const steps = { ...GOOD, ...broken };
  const deps = {
    isSecretOf: steps.isSecretOf,
    now: steps.now,
    snapshots: { has: () => true, held: () => null, get: steps.get },
    misses: { mayLook: () => true, noteMiss: () => {} },
    admission: { check: steps.check },
    refusedKeys: { note: steps.note },
    enrol: steps.enrol,
    storeMs: 50,
  };
  return new Gate(deps as unknown as GateDeps);
}

function credentialOf(ip: string | null = "10.0.0.1"): Credential {
  const key = { kind: "csk", organizationRef: "A".repeat(10), keyRef: "k1", secret: "s1" } as const;
  return { key, declaredInstance: "eight", ip };
}

/** What the pipeline reaches for beyond the gate. */
async function callThrough(gate: Gate, credential: Credential) {
  const reached: string[] = [];
  const deps = new Proxy({ gate, inHand: new CallsInHand({ most: 10, mostWaiting: 10 }) } as unknown as PipelineDeps, {
    get: (target, name, receiver) => {
      if (name !== "gate" && name !== "inHand") reached.push(String(name));
      return Reflect.get(target, name, receiver);
    },
  });
  const request = { credential, find: () => null } as unknown as CallRequest;
  return { answer: await runCall(deps, request), reached };
}

describe("P6: whatever breaks on the way to knowing who asks", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const settled = async <T>(work: Promise<T>): Promise<T> => {
    await vi.advanceTimersByTimeAsync(10_000);
    return work;
  };

  it("nothing broken lets in", async () => {
    expect(await settled(gateWith({}).enter(credentialOf()))).toMatchObject({ kind: "in" });
  });

  const steps: readonly Step[] = ["isSecretOf", "get", "check", "enrol"];
  const cases = steps.flatMap((step) => Object.keys(FAULTS).map((fault) => [step, fault] as const));
  it.each(cases)("%s that %s is a refusal", async (step, fault) => {
    const gate = gateWith({ [step]: FAULTS[fault] });
    const entered = await settled(gate.enter(credentialOf()));
    if (entered.kind !== "refused") throw new Error(`${entered.kind} although ${step} ${fault}`);
    expect([401, 503]).toContain(entered.refusal.status);
    // A call that may run is checked by its admission instead.
    if (step === "check") return;
    const { answer, reached } = await settled(callThrough(gateWith({ [step]: FAULTS[fault] }), credentialOf()));
    if (answer.kind !== "refused") throw new Error(`${answer.kind} although ${step} ${fault}`);
    expect([401, 503]).toContain(answer.refusal.status);
    expect(reached).toEqual([]);
  });

  it.each(Object.keys(FAULTS))("a refusal whose record %s refuses all the same", async (fault) => {
    const bound = snapshotOf({ keys: [{ ...KEY, ipRanges: ["203.0.113.0/24"] }] });
    const gate = gateWith({ get: async () => bound, note: FAULTS[fault] ?? (() => null) });
    expect(await settled(gate.enter(credentialOf()))).toMatchObject({ kind: "refused" });
    expect(await settled(gate.load(credentialOf()))).toMatchObject({ ok: false });
  });

  it.each([
    ["NaN", Number.NaN],
    ["text", "soon"],
    ["nothing", undefined],
  ])("a clock that tells %s keeps no key alive that is to expire", async (_what, told) => {
    const expiring = snapshotOf({ keys: [{ ...KEY, expiresAtMs: 4_000_000_000_000 }] });
    const gate = gateWith({ get: async () => expiring, now: () => told });
    expect(await settled(gate.enter(credentialOf()))).toMatchObject({ kind: "refused", refusal: { status: 401 } });
  });
});
