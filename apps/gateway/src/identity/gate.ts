import type { Admission, CheckVerdict } from "@countersign/admission";
import { type Refusal, refusal } from "@countersign/contracts";
import type { GatewaySnapshot } from "../snapshot/gateway-snapshot.ts";
import type { SnapshotCache } from "../snapshot/snapshot-cache.ts";
import { type AuthenticateDeps, type Authenticated, authenticate, authenticateStored } from "./authenticate.ts";
import { type Caller, type CallerInstance, killKeysOf, principalKey } from "./caller.ts";
import { type Credential, invalidCredential } from "./credential.ts";
import type { MissLimiter } from "./miss-limiter.ts";
import type { RefusedKeys } from "./refused-keys.ts";
import { standingRefusal } from "./standing-refusal.ts";
import type { StoredCaller } from "./stored-caller.ts";

/** Who asks to be let in: a request with a key, or the maker of a call that is run without them. */
export type Claimant = Credential | StoredCaller;

/** A caller proved against a snapshot that may still turn out to be behind. */
export interface Entry {
  readonly snapshot: GatewaySnapshot;
  readonly caller: Caller;
}

export type Loaded = { readonly ok: true; readonly entry: Entry } | { readonly ok: false; readonly refusal: Refusal };

export type Entered =
  | { readonly kind: "in"; readonly entry: Entry; readonly sessionData: string | null }
  | { readonly kind: "refused"; readonly refusal: Refusal }
  | { readonly kind: "no_session" };

/** Enrols a declared instance under an agent. */
export type Enrol = (
  snapshot: GatewaySnapshot,
  agentId: string,
  name: string,
) => Promise<
  { readonly ok: true; readonly instance: CallerInstance } | { readonly ok: false; readonly refusal: Refusal }
>;

export interface GateDeps extends AuthenticateDeps {
  readonly snapshots: SnapshotCache;
  readonly misses: MissLimiter;
  readonly admission: Pick<Admission, "check">;
  readonly refusedKeys: Pick<RefusedKeys, "note">;
  readonly enrol: Enrol;
  /** How long Postgres may take to tell a configuration or to enrol an instance, ms. */
  readonly storeMs: number;
}

/** How long an idle legacy MCP session lives, ms. */
export const SESSION_TTL_MS = 3_600_000;

const MAX_RESTARTS = 8;

/** Lets callers in: proves the credential, and makes sure that what it was proved against is still in force. */
export class Gate {
  readonly #deps: GateDeps;
  readonly #enrolled = new Map<string, CallerInstance>();

  constructor(deps: GateDeps) {
    this.#deps = deps;
  }

  /**
   * Proves who asks against a snapshot of at least `minVersion`. What is let in has still to pass admission, which
   * compares the version; what is refused has been compared already, so that a key made a second ago works.
   */
  async load(claimant: Claimant, minVersion = 0): Promise<Loaded> {
    try {
      return await this.#load(claimant, minVersion);
    } catch {
      // Whatever broke on the way to knowing who asks: nobody is let in.
      return { ok: false, refusal: undecided("Who asks can't be told now.") };
    }
  }

  async #load(claimant: Claimant, minVersion: number): Promise<Loaded> {
    let version = minVersion;
    for (let restart = 0; restart < MAX_RESTARTS; restart += 1) {
      const snapshot = await this.#snapshot(claimant, version);
      if (snapshot === "unavailable") return { ok: false, refusal: undecided("The configuration can't be read.") };
      if (!snapshot) return { ok: false, refusal: invalidCredential() };
      const authenticated = this.#withEnrolled(this.#prove(snapshot, claimant));
      if (authenticated.kind === "caller") return { ok: true, entry: { snapshot, caller: authenticated.caller } };
      if (authenticated.kind === "enrol") {
        const refused = await this.#enrolInstance(snapshot, authenticated);
        if (refused) return { ok: false, refusal: refused };
        continue;
      }
      const verdict = await this.#check(snapshot, []);
      if (verdict.kind === "STALE") {
        version = verdict.version;
        continue;
      }
      if (verdict.kind === "UNAVAILABLE") return { ok: false, refusal: standingRefusal(verdict) };
      const { holder, refusal } = authenticated;
      if (holder) await within(this.#deps.storeMs, this.#deps.refusedKeys.note(snapshot, holder, refusal));
      return { ok: false, refusal };
    }
    return { ok: false, refusal: undecided("The configuration changes faster than it can be read.") };
  }

  /**
   * Lets a request in that admits nothing: a list, a ticket, a heartbeat. Version, kills and session are checked as
   * admission would.
   */
  async enter(claimant: Claimant, sessionIdHash: string | null = null): Promise<Entered> {
    try {
      return await this.#enter(claimant, sessionIdHash);
    } catch {
      return { kind: "refused", refusal: undecided("Whether you may come in can't be told now.") };
    }
  }

  async #enter(claimant: Claimant, sessionIdHash: string | null): Promise<Entered> {
    let version = 0;
    for (let restart = 0; restart < MAX_RESTARTS; restart += 1) {
      const loaded = await this.load(claimant, version);
      if (!loaded.ok) return { kind: "refused", refusal: loaded.refusal };
      const { entry } = loaded;
      const verdict = await this.#checkEntry(entry, sessionIdHash);
      if (verdict.kind === "OK") return admitted(entry, verdict.sessionData);
      if (verdict.kind === "NO_SESSION") return { kind: "no_session" };
      if (verdict.kind !== "STALE") return { kind: "refused", refusal: standingRefusal(verdict) };
      version = verdict.version;
    }
    return { kind: "refused", refusal: undecided("The configuration changes faster than it can be read.") };
  }

  #prove(snapshot: GatewaySnapshot, claimant: Claimant): Authenticated {
    return "key" in claimant
      ? authenticate(this.#deps, snapshot, claimant)
      : authenticateStored(this.#deps, snapshot, claimant);
  }

  async #snapshot(claimant: Claimant, minVersion: number): Promise<GatewaySnapshot | null | "unavailable"> {
    const { snapshots, misses } = this.#deps;
    const { organizationRef } = "key" in claimant ? claimant.key : claimant;
    const held = snapshots.held(organizationRef, minVersion);
    if (held) return held;
    const address = ("key" in claimant ? claimant.ip : null) ?? "";
    // Not "unknown": others behind the same address have good keys, and a 401 would tell them otherwise.
    if (!snapshots.has(organizationRef) && !misses.mayLook(address)) return "unavailable";
    try {
      const snapshot = await within(this.#deps.storeMs, snapshots.get(organizationRef, minVersion));
      if (!snapshot) misses.noteMiss(address);
      return snapshot;
    } catch {
      return "unavailable";
    }
  }

  async #checkEntry(entry: Entry, sessionIdHash: string | null): Promise<CheckVerdict> {
    const session = sessionIdHash === null ? null : { idHash: sessionIdHash, principal: principalKey(entry.caller) };
    return this.#check(entry.snapshot, killKeysOf(entry.caller), session);
  }

  #check(
    snapshot: GatewaySnapshot,
    killKeys: readonly string[],
    session: { readonly idHash: string; readonly principal: string } | null = null,
  ): Promise<CheckVerdict> {
    const item = {
      org: snapshot.organizationId,
      shard: snapshot.shard,
      snapshotVersion: snapshot.version,
      killKeys,
      ...(session && { session: { ttlMs: SESSION_TTL_MS, ...session } }),
    };
    return within(this.#deps.storeMs, this.#deps.admission.check(item));
  }

  #withEnrolled(authenticated: Authenticated): Authenticated {
    if (authenticated.kind !== "enrol") return authenticated;
    const instance = this.#enrolled.get(`${authenticated.agent.id}/${authenticated.name}`);
    if (!instance) return authenticated;
    const { kind: _kind, name: _name, ...caller } = authenticated;
    return { kind: "caller", caller: { instance, ...caller } };
  }

  async #enrolInstance(
    snapshot: GatewaySnapshot,
    wish: Extract<Authenticated, { kind: "enrol" }>,
  ): Promise<Refusal | null> {
    try {
      const enrolled = await within(this.#deps.storeMs, this.#deps.enrol(snapshot, wish.agent.id, wish.name));
      if (!enrolled.ok) return enrolled.refusal;
      if (enrolled.instance.name !== wish.name) return undecided("The instance can't be enrolled now.");
      this.#enrolled.set(`${wish.agent.id}/${wish.name}`, enrolled.instance);
      return null;
    } catch {
      return undecided("The instance can't be enrolled now.");
    }
  }
}

/** The promise's value; rejects when it takes longer than so many ms. */
async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function undecided(detail: string): Refusal {
  return refusal("platform.decision.unavailable", `${detail} Nothing ran; try again in a moment.`, {
    retryAfterMs: 1_000,
  });
}

/** A kill switch that was saved while Redis couldn't be told is known from the snapshot alone. */
function admitted(entry: Entry, sessionData: string | null): Entered {
  const which = killKeysOf(entry.caller).find((id) => entry.snapshot.killed.has(id));
  if (which === undefined) return { kind: "in", entry, sessionData };
  return { kind: "refused", refusal: standingRefusal({ kind: "KILLED", which }) };
}
