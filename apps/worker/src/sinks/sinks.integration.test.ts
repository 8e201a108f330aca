import { createHash, createHmac } from "node:crypto";
import { once } from "node:events";
import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkpointText } from "@countersign/core";
import { createEgress } from "@countersign/egress";
import { Secret } from "@countersign/vault";
import { createNoteSigner } from "@countersign/vault/audit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFileSink } from "./file-sink.ts";
import type { OutgoingHead } from "./sink.ts";
import { SinkLags } from "./sink-lags.ts";
import { createWebhookSink } from "./webhook-sink.ts";

const ORGANIZATION = "org_1";
const signer = createNoteSigner(new Secret("the signing secret of a test"), {
  name: `countersign/${ORGANIZATION}`,
  generation: 1,
});

function headOf(size: number, kind = "a", epoch = 1): OutgoingHead {
  const root = createHash("sha256").update(`${kind} ${size}`).digest("base64");
  const head = { origin: signer.name, size, root, previous: null, epoch, at: "2026-01-01T00:00:00.000Z" };
  return { organizationId: ORGANIZATION, size, note: signer.sign(checkpointText(head)) };
}

describe("the file of signed heads", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "checkpoints-"));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const written = () => readFile(join(folder, `${ORGANIZATION}.checkpoints`), "utf8");

  it("holds each head once, in order, also after a start anew", async () => {
    const [one, two] = [headOf(3), headOf(1_000)];
    for (const head of [one, one, two]) expect(await createFileSink(folder).take(head)).toEqual({ ok: true });
    expect(await written()).toBe(`${one.note}\n${two.note}\n`);
  });

  it("refuses a head behind its last, and another of the same size, and stays as it is", async () => {
    const sink = createFileSink(folder);
    await sink.take(headOf(50));
    const before = await written();
    for (const head of [headOf(49), headOf(50, "b")]) {
      expect(await sink.take(head)).toMatchObject({ ok: false, problem: "contradiction" });
    }
    expect(await written()).toBe(before);
  });

  it("goes on after a note that a crash cut short", async () => {
    const sink = createFileSink(folder);
    await sink.take(headOf(5));
    await appendFile(join(folder, `${ORGANIZATION}.checkpoints`), headOf(6).note.slice(0, 30));
    expect(await sink.take(headOf(4))).toMatchObject({ ok: false });
    expect(await sink.take(headOf(7))).toEqual({ ok: true });
    expect(await sink.take(headOf(6))).toMatchObject({ ok: false });
  });

  it("goes on with a smaller head of a later epoch, and never back to an earlier one", async () => {
    const sink = createFileSink(folder);
    await sink.take(headOf(50));
    const later = headOf(12, "a", 2);
    expect(await sink.take(later)).toEqual({ ok: true });
    expect(await sink.take(headOf(60))).toMatchObject({ ok: false, problem: "contradiction" });
    expect(await sink.newest?.(ORGANIZATION)).toMatchObject({ size: 12, epoch: 2 });
    expect(await written()).toBe(`${headOf(50).note}\n${later.note}\n`);
  });

  it("takes no id that would lead out of its folder", async () => {
    await expect(createFileSink(folder).take({ ...headOf(1), organizationId: "../x" })).rejects.toThrow(RangeError);
  });
});

describe("the webhook of signed heads", () => {
  const secret = "a secret of a webhook";
  const egress = createEgress({ allow: ["127.0.0.0/8"] });

  /** Does work with a server that answers so, and tells what it got. */
  async function posted(status: number, work: (url: string) => Promise<unknown>) {
    const got: { headers: Record<string, unknown>; body: string }[] = [];
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        got.push({ headers: request.headers, body: Buffer.concat(parts).toString() });
        response.writeHead(status).end();
      });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}/heads?x=1`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
    return got;
  }

  it("is signed, and the same head has the same id", async () => {
    const head = headOf(9);
    const got = await posted(204, async (url) => {
      const sink = createWebhookSink({ url, secret: new Secret(secret), egress });
      expect(await sink.take(head)).toEqual({ ok: true });
      expect(await sink.take(head)).toEqual({ ok: true });
    });
    const [first, second] = got;
    const { "webhook-id": id, "webhook-timestamp": at, "webhook-signature": signature } = first?.headers ?? {};
    const expected = createHmac("sha256", secret).update(`${id}.${at}.${first?.body}`).digest("base64");
    expect(signature).toBe(`v1,${expected}`);
    expect(second?.headers["webhook-id"]).toBe(id);
    expect(JSON.parse(first?.body ?? "")).toEqual({ type: "audit.checkpoint", data: head });
  });

  it("is signed by the bytes that a secret of Standard Webhooks' form holds", async () => {
    const key = Buffer.from("24 bytes that sign heads");
    const [got] = await posted(204, async (url) => {
      const form = new Secret(`whsec_${key.toString("base64")}`);
      await createWebhookSink({ url, secret: form, egress }).take(headOf(9));
    });
    const { "webhook-id": id, "webhook-timestamp": at, "webhook-signature": signature } = got?.headers ?? {};
    const expected = createHmac("sha256", key).update(`${id}.${at}.${got?.body}`).digest("base64");
    expect(signature).toBe(`v1,${expected}`);
  });

  it("tells whether its taker fails or contradicts", async () => {
    await posted(503, async (url) => {
      const sink = createWebhookSink({ url, secret: new Secret(secret), egress });
      expect(await sink.take(headOf(1))).toEqual({ ok: false, problem: "unavailable", detail: "it answered 503" });
    });
    await posted(409, async (url) => {
      const sink = createWebhookSink({ url, secret: new Secret(secret), egress });
      expect(await sink.take(headOf(1))).toMatchObject({ ok: false, problem: "contradiction" });
    });
  });

  it("never goes to an address that isn't allowed", () => {
    const closed = createEgress({ allow: [] });
    const url = "http://127.0.0.1:9/heads";
    expect(() => createWebhookSink({ url, secret: new Secret(secret), egress: closed })).toThrow("allowed");
  });
});

describe("what sinks lack", () => {
  it("is told by how many organizations wait, and since when the first does", () => {
    const lags = new SinkLags();
    lags.note("file", "org_1", { took: true, now: 0 });
    expect(lags.list(10)).toEqual([]);
    lags.note("webhook", "org_1", { took: false, now: 100 });
    lags.note("webhook", "org_2", { took: false, now: 200 });
    lags.note("webhook", "org_1", { took: false, now: 300 });
    expect(lags.list(400)).toEqual([{ sink: "webhook", organizations: 2, sinceMs: 300 }]);
    lags.note("webhook", "org_1", { took: true, now: 500 });
    expect(lags.list(500)).toEqual([{ sink: "webhook", organizations: 1, sinceMs: 300 }]);
  });
});
