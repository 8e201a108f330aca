import { newId } from "@countersign/contracts";
import { type ActDraft, appendAct, deriveRoleUrl } from "@countersign/db";
import { takeWriterLease } from "@countersign/db/audit";
import { drainAuditOutbox, issueManagementToken, signHead } from "@countersign/usecases";
import { Secret } from "@countersign/vault";
import { localCheckpointSigner, verifyExport } from "@countersign/vault/audit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { peopleDeps } from "../deps.ts";
import {
  makeOrganization,
  openDashboard,
  type TestDashboard,
  type TestOrganization,
} from "../testing/test-organization.ts";
import { handleAuditExport } from "./handle.ts";

const SYSTEM = { kind: "system", id: null, name: "test" } as const;
const START_MS = 60_000;
const RECORDS = 450;

let dashboard: TestDashboard;
let acme: TestOrganization;
let globex: TestOrganization;
const tokens = new Map<string, string>();

beforeAll(async () => {
  dashboard = await openDashboard();
  acme = await makeOrganization(dashboard, "acme");
  globex = await makeOrganization(dashboard, "globex");
  for (const role of ["auditor", "developer", "approver"] as const) {
    const token = { organizationId: acme.id, actor: SYSTEM, title: role, role };
    tokens.set(role, (await issueManagementToken(peopleDeps(dashboard.services), token)).text.reveal());
  }
  await fill();
}, START_MS);
afterAll(() => dashboard?.close());

/** Acts in acme's tree, with its head signed. */
async function fill(): Promise<void> {
  const { services, worker, settings, ownerUrl } = dashboard;
  await services.db.tenant(acme.id, async (scope) => {
    for (let index = 0; index < RECORDS; index += 1) await appendAct(scope, actOf(index));
  });
  const key = settings.COUNTERSIGN_MASTER_KEY;
  const lease = await takeWriterLease(deriveRoleUrl(ownerUrl, "countersign_worker", key), 0);
  if (!lease) throw new Error("somebody holds the shard");
  const drained = await drainAuditOutbox({ db: worker, shard: 0, fence: lease.fence }, 10_000);
  expect(drained.kind).toBe("DRAINED");
  await lease.release();
  const signer = localCheckpointSigner(new Secret(key));
  const signed = await signHead({ db: worker, signer }, { organizationId: acme.id, now: new Date(), kept: null });
  expect(signed.kind).toBe("SIGNED");
}

function actOf(index: number): ActDraft {
  return {
    id: newId("record"),
    kind: "policy",
    action: "policy.published",
    actor: { kind: "user", id: "usr_1", name: index === 7 ? "=HYPERLINK(1)" : "Mia" },
    subject: { kind: "policy", id: "pol_1", name: "policy" },
    approvalId: null,
    agentName: null,
    instanceName: null,
    connectionName: null,
    operationName: null,
    detail: {},
    summary: `version ${index}`,
  };
}

async function get(query: string, role: string | null = "auditor"): Promise<Response> {
  const headers = new Headers();
  if (role !== null) headers.set("authorization", `Bearer ${tokens.get(role) ?? role}`);
  const request = new Request(`http://127.0.0.1/api/v1/audit/export${query}`, { headers });
  return handleAuditExport(dashboard.services, request, async () => null);
}

describe("an export of the audit", () => {
  it("is JSON Lines that verify offline, whole or of a time", async () => {
    const whole = await get("");
    expect(whole.headers.get("content-disposition")).toMatch(/^attachment; filename="acme-audit-.*\.jsonl"$/);
    const verified = await verifyExport((await whole.text()).trimEnd().split("\n"));
    expect(verified).toMatchObject({ ok: true, organizationId: acme.id, checkpoints: 1 });
    expect(verified.ok && verified.signed).toBeGreaterThanOrEqual(RECORDS);
    const part = await get("?from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z");
    expect(await verifyExport((await part.text()).trimEnd().split("\n"))).toMatchObject({ ok: true });
    const none = await get("?to=2020-01-01T00:00:00Z");
    expect(await verifyExport((await none.text()).trimEnd().split("\n"))).toMatchObject({ ok: true, records: 0 });
  });

  it("is CSV in which nothing is a formula, page after page", async () => {
    const answer = await get("?format=csv&kind=policy");
    expect(answer.headers.get("content-type")).toContain("text/csv");
    const lines = (await answer.text()).trimEnd().split("\r\n");
    expect(lines).toHaveLength(RECORDS + 1);
    expect(lines.some((line) => line.includes(",'=HYPERLINK(1),"))).toBe(true);
    expect(lines.some((line) => line.includes(",=HYPERLINK"))).toBe(false);
  });

  it("is what a filter finds, as JSON Lines, each proved; without bodies and proofs for who may not read them", async () => {
    const lines = (await (await get("?actor=Mia")).text()).trimEnd().split("\n");
    expect(lines).toHaveLength(1 + RECORDS - 1);
    const newest = JSON.parse(lines[1] ?? "");
    expect(newest).toMatchObject({ record: { actor: { name: "Mia" } } });
    const verified = await verifyExport(lines);
    expect(verified).toMatchObject({ ok: true, records: RECORDS - 1, signed: RECORDS - 1 });
    expect(verified.ok && (verified.selectedOf ?? 0)).toBeGreaterThanOrEqual(RECORDS);
    const forged = lines.with(1, JSON.stringify({ ...newest, record: { ...newest.record, summary: "other" } }));
    expect(await verifyExport(forged)).toMatchObject({
      ok: false,
      fault: { kind: "edited", recordId: newest.record.id },
    });
    const plain = (await (await get("?actor=Mia", "developer")).text()).trimEnd().split("\n");
    expect(plain).toHaveLength(RECORDS - 1);
    expect(JSON.parse(plain[0] ?? "")).toMatchObject({ record: { actor: { name: "Mia" } } });
  });

  it("is recorded as it begins, and with how many records it took, also when somebody breaks it off", async () => {
    const recorded = async (): Promise<string[]> => {
      const rows = await dashboard.worker.system(
        ({ tx }) => tx.$queryRaw<{ said: string }[]>`
          SELECT record->>'action' || ' ' || coalesce(record->'detail'->>'records', '') AS said FROM audit_outbox
          WHERE "organizationId" = ${acme.id} AND record->>'action' LIKE 'audit.export%' ORDER BY id`,
      );
      return rows.map(({ said }) => said.trim());
    };
    const before = (await recorded()).length;
    const since = async () => (await recorded()).slice(before);
    const csv = (await (await get("?format=csv")).text()).trimEnd().split("\r\n").length - 1;
    expect(csv).toBeGreaterThanOrEqual(RECORDS);
    expect(await since()).toEqual(["audit.exported", `audit.export-ended ${csv}`]);
    const whole = (await (await get("")).text()).trimEnd().split("\n").length - 1;
    expect((await since())[3]).toBe(`audit.export-ended ${whole}`);
    const reader = (await get("?actor=Mia")).body?.getReader();
    await reader?.read();
    await reader?.read();
    await reader?.cancel();
    await expect.poll(async () => (await since()).length, { timeout: 20_000 }).toBe(6);
    expect((await since())[5]).toMatch(/^audit\.export-ended [1-9]\d?$/);
  });

  it("needs a role that may read bodies where it holds them, and one that may read at all", async () => {
    expect((await get("", "developer")).status).toBe(403);
    expect((await get("?format=csv", "developer")).status).toBe(200);
    expect((await get("?format=csv", "approver")).status).toBe(403);
    expect((await get("", null)).status).toBe(401);
    expect((await get("", "csm_nothing")).status).toBe(401);
  });

  it("answers another organization exactly as one that doesn't exist", async () => {
    const [other, none] = [await get(`?organization=${globex.name}`), await get("?organization=nobody")];
    expect(other.status).toBe(404);
    expect(await other.text()).toBe(await none.text());
  });

  it.each(["?format=xml", "?from=yesterday", "?unknown=1", "?format=csv&format=jsonl", "?decision=maybe"])(
    "refuses %s with the field's name",
    async (query) => {
      const answer = await get(query);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ code: "request.body.invalid" });
    },
  );
});
