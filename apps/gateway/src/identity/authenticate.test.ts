import type { OrganizationSnapshot } from "@countersign/db";
import { describe, expect, it } from "vitest";
import { snapshotOf } from "../testing/snapshot.ts";
import { authenticate } from "./authenticate.ts";
import type { Credential } from "./credential.ts";

const NOW = 1_800_000_000_000;
const deps = {
  isSecretOf: (key: { readonly secret: string }, hash: string) => hash === `hash of ${key.secret}`,
  now: () => NOW,
};

const agentKey: OrganizationSnapshot["keys"][number] = {
  id: "key_1",
  keyRef: "k1",
  agentId: "agt_1",
  instanceId: null,
  secretHash: "hash of s1",
  expiresAtMs: null,
  revokedAtMs: null,
  ipRanges: [],
  connectionIds: [],
};
const instanceKey = { ...agentKey, id: "key_2", keyRef: "k2", instanceId: "ins_7" };
const instances = [
  { id: "ins_7", agentId: "agt_1", name: "scout-7", proved: true },
  { id: "ins_8", agentId: "agt_1", name: "scout-8", proved: false },
  { id: "ins_9", agentId: "agt_2", name: "other-9", proved: false },
];

function credential(keyRef: string, change: { secret?: string; instance?: string } = {}): Credential {
  const { secret = "s1", instance = null } = change;
  return {
    key: { kind: "csk", organizationRef: "A".repeat(10), keyRef, secret },
    declaredInstance: instance,
    ip: null,
  };
}

function prove(presented: Credential, keys: readonly OrganizationSnapshot["keys"][number][] = [agentKey, instanceKey]) {
  return authenticate(deps, snapshotOf({ keys, instances }), presented);
}

describe("authenticate", () => {
  it("an agent's key makes its default instance, which proves nothing", () => {
    expect(prove(credential("k1"))).toMatchObject({
      kind: "caller",
      caller: {
        organizationId: "org_1",
        shard: 3,
        agent: { id: "agt_1", name: "scout" },
        instance: { id: null, name: "default", isProved: false },
        keyId: "key_1",
      },
    });
  });

  it("an instance's key makes that instance, proved", () => {
    const instance = { id: "ins_7", name: "scout-7", isProved: true };
    expect(prove(credential("k2"))).toMatchObject({ kind: "caller", caller: { instance, keyId: "key_2" } });
    expect(prove(credential("k2", { instance: "scout-7" }))).toMatchObject({ kind: "caller", caller: { instance } });
  });

  it("a declared instance that was seen is taken, one that wasn't has to enrol", () => {
    const seen = { id: "ins_8", name: "scout-8", isProved: false };
    expect(prove(credential("k1", { instance: "scout-8" }))).toMatchObject({
      kind: "caller",
      caller: { instance: seen },
    });
    expect(prove(credential("k1", { instance: "scout-99" }))).toMatchObject({ kind: "enrol", name: "scout-99" });
    expect(prove(credential("k1", { instance: "other-9" }))).toMatchObject({ kind: "enrol", name: "other-9" });
  });

  it.each([
    ["k1", "scout-7", "an agent's key can't act as an instance that has its own"],
    ["k2", "scout-8", "an instance's key can't act as another"],
  ])("%s as %s: %s", (keyRef, instance) => {
    expect(prove(credential(keyRef, { instance }))).toMatchObject({
      kind: "refused",
      refusal: { code: "auth.instance.mismatch" },
    });
  });

  it.each<[string, Credential, Partial<OrganizationSnapshot["keys"][number]>]>([
    ["is unknown", credential("k3"), {}],
    ["has another secret", credential("k1", { secret: "s2" }), {}],
    ["is revoked", credential("k1"), { revokedAtMs: NOW - 1 }],
    ["is revoked from a later moment", credential("k1"), { revokedAtMs: NOW + 60_000 }],
    ["expired", credential("k1"), { expiresAtMs: NOW - 1 }],
    ["expires this very moment", credential("k1"), { expiresAtMs: NOW }],
    ["belongs to an agent that is gone", credential("k1"), { agentId: "agt_gone" }],
    ["belongs to an instance that is gone", credential("k1"), { instanceId: "ins_gone" }],
  ])("a key that %s is refused in the one way", (_what, presented, change) => {
    const unknown = prove(credential("nobody's"));
    expect(prove(presented, [{ ...agentKey, ...change }])).toEqual(unknown);
    expect(unknown).toMatchObject({ kind: "refused", refusal: { code: "auth.credential.invalid", status: 401 } });
  });

  it.each([
    ["10.0.0.0/8", "10.1.2.3", true],
    ["10.0.0.0/8", "::ffff:10.1.2.3", true],
    ["10.0.0.0/8", "11.1.2.3", false],
    ["2001:db8::/32", "2001:db8::1", true],
    ["2001:db8::/32", "10.1.2.3", false],
    ["0.0.0.0/0", null, false],
    ["0.0.0.0/0", "nonsense", false],
  ])("a key bound to %s is good from %s: %s", (range, ip, isGood) => {
    const answer = prove({ ...credential("k1"), ip }, [{ ...agentKey, ipRanges: [range] }]);
    expect(answer.kind).toBe(isGood ? "caller" : "refused");
    if (isGood) return;
    const refusal = { code: "auth.key.restricted", status: 403 };
    expect(answer).toMatchObject({ refusal, holder: { keyId: "key_1", keyRef: "k1", ip } });
  });

  it("only who has the secret learns that a key is restricted", () => {
    const bound = [{ ...agentKey, ipRanges: ["10.0.0.0/8"] }];
    expect(prove(credential("k1", { secret: "s2" }), bound)).toEqual(prove(credential("nobody's")));
  });

  it.each([
    [{ isArchived: true }, true],
    [{ ownerIsGone: true, stopsWithOwner: true }, true],
    [{ ownerIsGone: true, stopsWithOwner: false }, false],
    [{ ownerIsGone: false, stopsWithOwner: true }, false],
  ])("an agent with %j is stopped: %s", (change, isStopped) => {
    const free = { ownerIsGone: false, stopsWithOwner: false, isArchived: false, parentAgentId: null, limits: [] };
    const scout = { id: "agt_1", name: "scout", title: "Scout", tags: [], enrolUpTo: 5, ...free, ...change };
    const answer = authenticate(deps, snapshotOf({ keys: [agentKey], agents: [scout] }), credential("k1"));
    if (!isStopped) return expect(answer.kind).toBe("caller");
    expect(answer).toMatchObject({
      kind: "refused",
      refusal: { code: "auth.agent.stopped" },
      holder: { keyId: "key_1" },
    });
  });

  it("what the hash's door answers is believed only when it is true itself", () => {
    for (const odd of ["yes", 1, {}, null, undefined]) {
      const answer = authenticate(
        { ...deps, isSecretOf: () => odd as boolean },
        snapshotOf({ keys: [agentKey] }),
        credential("k1"),
      );
      expect(answer.kind).toBe("refused");
    }
  });

  it("a key that expires later is good", () => {
    expect(prove(credential("k1"), [{ ...agentKey, expiresAtMs: NOW + 1 }]).kind).toBe("caller");
  });
});
