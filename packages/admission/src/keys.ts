import { createHash } from "node:crypto";
import { canonicalJson } from "@countersign/core";

/** An organization and the logical shard that holds its hot keys (a column of its row). */
export interface Place {
  readonly org: string;
  readonly shard: number;
}

const ORGANIZATION = /^[A-Za-z0-9_-]{1,64}$/;
const CALL = /^[A-Za-z0-9_.-]{1,128}$/;
const HASH = /^[0-9a-f]{64}$/;
const MAX_SHARDS = 256;
const HASHES_KEPT = 20_000;

/** The hash tag of a shard: `{s00}` … `{s255}`. Throws RangeError outside 0-255. */
export function shardTag(shard: number): string {
  if (!Number.isInteger(shard) || shard < 0 || shard >= MAX_SHARDS) throw new RangeError(`no shard ${shard}`);
  return `{s${String(shard).padStart(2, "0")}}`;
}

/** `{sNN}:ORG:`, with which every hot key of an organization begins. Throws RangeError on an id we can't have made. */
export function organizationPrefix(place: Place): string {
  if (!ORGANIZATION.test(place.org)) throw new RangeError("an organization id holds letters, digits, _ and - only");
  return `${shardTag(place.shard)}:${place.org}:`;
}

/** The stream on which a shard's records travel to Postgres. */
export function recordStream(shard: number): string {
  return `${shardTag(shard)}:records`;
}

/** How many records of each organization wait on a shard's stream: a hash by organization. */
export function backlogKey(shard: number): string {
  return `${shardTag(shard)}:backlog`;
}

/** The last id of a shard's stream that is in Postgres. */
export function writtenKey(shard: number): string {
  return `${shardTag(shard)}:written`;
}

/** The highest sequence of each organization that is in Postgres: a hash by organization. */
export function marksKey(shard: number): string {
  return `${shardTag(shard)}:marks`;
}

/** The pub/sub channel of an organization's live messages. */
export function liveChannel(place: Place): string {
  return `${organizationPrefix(place)}live`;
}

/** The pub/sub channel on which an organization's approved calls that are to run now go round. */
export function readyChannel(place: Place): string {
  return `${organizationPrefix(place)}ready`;
}

/** The pub/sub channel on which gateways pass on what came of an organization's calls. */
export function outcomeChannel(place: Place): string {
  return `${organizationPrefix(place)}outcome`;
}

/** The pub/sub channel on which the ids of an organization's pulled kill switches go round. */
export function stopChannel(place: Place): string {
  return `${organizationPrefix(place)}stop`;
}

/** Throws RangeError unless `id` may stand in a key. */
export function keyPart(id: string): string {
  if (!CALL.test(id)) throw new RangeError("an id in a key holds letters, digits, _ . and - only");
  return id;
}

/** Throws RangeError unless `hash` is the hex of a SHA-256. */
function hashPart(hash: string): string {
  if (!HASH.test(hash)) throw new RangeError("a hash in a key is 64 hex digits");
  return hash;
}

/** `permit:APPROVAL.ATTEMPT`: whether this attempt of an approved call may still run. */
export function permitKey(place: Place, approvalId: string, attempt: number): string {
  if (!Number.isInteger(attempt) || attempt < 1) throw new RangeError(`no attempt ${attempt}`);
  return `${organizationPrefix(place)}permit:${keyPart(`${approvalId}.${attempt}`)}`;
}

/** `session:H` of a legacy MCP session. */
export function sessionKey(place: Place, idHash: string): string {
  return `${organizationPrefix(place)}session:${hashPart(idHash)}`;
}

/** `answer:APPROVAL`: the sealed answer kept for the agent. */
export function answerKey(place: Place, approvalId: string): string {
  return `${organizationPrefix(place)}answer:${keyPart(approvalId)}`;
}

/** `idem:H`: the call that an idempotency key stands for. */
export function idempotencyEntryKey(place: Place, keyHash: string): string {
  return `${organizationPrefix(place)}idem:${hashPart(keyHash)}`;
}

/** `once:H`: something that counts once for the whole platform. */
export function firstUseKey(hash: string): string {
  return `${shardTag(0)}:once:${hashPart(hash)}`;
}

const hashes = new Map<string, string>();

/** SHA-256 hex of a canonical tuple. Remembered, since the same few limits come with every call. */
export function tupleHash(tuple: readonly string[]): string {
  const text = canonicalJson([...tuple]);
  const known = hashes.get(text);
  if (known !== undefined) return known;
  if (hashes.size >= HASHES_KEPT) hashes.clear();
  const hash = createHash("sha256").update(text).digest("hex");
  hashes.set(text, hash);
  return hash;
}
