import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { MAX_MAILS, openMailStore } from "./mail-store.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "mail-store-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const message = (subject: string, body = "text") =>
  Buffer.from(`From: A <a@x.example>\r\nTo: b@x.example\r\nSubject: ${subject}\r\n\r\n${body}\r\n`);
const envelope = { from: "a@x.example", to: ["b@x.example"], receivedAt: "2026-01-02T03:04:05.678Z" };

test("the newest mails are kept, in memory and on disk, in order even within one millisecond", async () => {
  const store = await openMailStore(directory);
  const total = MAX_MAILS + 3;
  await Promise.all(Array.from({ length: total }, (_, n) => store.add(message(String(n)), envelope)));
  const subjects = store.list(MAX_MAILS).map((mail) => mail.subject);
  expect(subjects).toEqual(Array.from({ length: MAX_MAILS }, (_, n) => String(total - 1 - n)));
  expect(await readdir(directory)).toHaveLength(MAX_MAILS);
  const reopened = await openMailStore(directory);
  expect(reopened.list(MAX_MAILS)).toEqual(store.list(MAX_MAILS));
});

test("a message can't forge its envelope, and files of others are left alone", async () => {
  const store = await openMailStore(directory);
  const forged = Buffer.from(JSON.stringify({ ...envelope, to: ["forged@x.example"] })).toString("base64url");
  const mail = await store.add(
    Buffer.concat([Buffer.from(`X-Demo-Sink-Envelope: ${forged}\r\n`), message("hi")]),
    envelope,
  );
  expect(mail.bcc).toEqual([]);
  await writeFile(join(directory, "other.eml"), "Subject: not ours\r\n\r\n");
  await writeFile(join(directory, "half.eml.part"), "X");
  const reopened = await openMailStore(directory);
  expect(reopened.list(10).map((each) => each.subject)).toEqual(["hi"]);
  await reopened.clear();
  expect((await readdir(directory)).sort()).toEqual(["half.eml.part", "other.eml"]);
});

test("HTML and group recipients are read", async () => {
  const store = await openMailStore(directory);
  const raw =
    "From: a@x.example\r\nTo: Team: c@x.example, d@x.example;\r\nContent-Type: text/html\r\n\r\n<b>hi</b>\r\n";
  expect(await store.add(Buffer.from(raw), { ...envelope, to: ["c@x.example", "D@x.example"] })).toMatchObject({
    to: ["c@x.example", "d@x.example"],
    bcc: [],
    html: expect.stringContaining("<b>hi</b>"),
  });
});
