import { LABELS } from "./labels.ts";

/** Raises the live version, never lowers it. KEYS: version, open. Reply: live version, whether open. */
export const RAISE_VERSION = `
local live = redis.call('GET', KEYS[1])
if not live or tonumber(live) < tonumber(ARGV[1]) then
  redis.call('SET', KEYS[1], ARGV[1])
  live = ARGV[1]
end
return { live, redis.call('EXISTS', KEYS[2]) }
`;

/**
 * Opens an organization from what the ledger knows; does nothing when it is open already. Calls still in flight are
 * not in the ledger: their reservations are added on top. The sequence starts at the time in microseconds, which is
 * above anything an earlier life of this Redis gave out, and above the mark that Postgres keeps. What was put back since
 * the ledger was read makes it BEHIND. KEYS: open, version, seq, kills, inflight, leases, resends, base. ARGV: version,
 * kills, counters, ttl of new counters, mark, kills to drop, calls in flight that are recorded already, resends seen,
 * idempotency keys by which calls ran and what they stand for, their ttl, labels of sessions, grace ms, operations on
 * hold with the sequence since when, sessions that were cleared with the sequence up to which.
 */
export const OPEN = `${LABELS}
if redis.call('EXISTS', KEYS[1]) == 1 then
  return { 'ALREADY_OPEN', redis.call('GET', KEYS[2]) or '0', redis.call('GET', KEYS[3]) or '0' }
end
if (redis.call('GET', KEYS[7]) or '0') ~= ARGV[8] then
  return { 'BEHIND', redis.call('GET', KEYS[2]) or '0', redis.call('GET', KEYS[3]) or '0' }
end
local function int(n) return string.format('%.0f', n) end
local prefix = string.sub(KEYS[1], 1, -5)
local function own(key)
  if string.sub(key, 1, #prefix) ~= prefix then error('a key outside the organization') end
  return key
end
local clock = redis.call('TIME')
local version = math.max(tonumber(ARGV[1]), tonumber(redis.call('GET', KEYS[2]) or '0'))
local seq = math.max(clock[1] * 1000000 + clock[2], tonumber(redis.call('GET', KEYS[3]) or '0') + 1,
  tonumber(ARGV[5]) + 1)
for _, id in ipairs(cjson.decode(ARGV[6])) do redis.call('SREM', KEYS[4], id) end
for _, id in ipairs(cjson.decode(ARGV[2])) do redis.call('SADD', KEYS[4], id) end
for _, counter in ipairs(cjson.decode(ARGV[3])) do
  redis.call('SET', own(counter[1]), counter[2])
  if counter[3] > 0 then redis.call('PEXPIREAT', counter[1], int(counter[3])) end
end
local function add(key, amount)
  local isNew = redis.call('EXISTS', key) == 0
  redis.call('INCRBY', own(key), amount)
  if isNew then redis.call('PEXPIRE', key, ARGV[4]) end
end
for _, call in ipairs(cjson.decode(ARGV[7])) do
  redis.call('HDEL', KEYS[5], call)
  redis.call('ZREM', KEYS[6], call)
end
for _, used in ipairs(cjson.decode(ARGV[9])) do
  if redis.call('HSETNX', own(used[1]), 'h', used[2]) == 1 or not redis.call('HGET', used[1], 'c') then
    redis.call('HSET', used[1], 'h', used[2], 'c', used[3])
    redis.call('PEXPIRE', used[1], ARGV[10])
  end
end
local nowMs = clock[1] * 1000 + math.floor(clock[2] / 1000)
mergeLabels(prefix, cjson.decode(ARGV[11]), cjson.decode(ARGV[14]), { now = nowMs, grace = tonumber(ARGV[12]) })
for _, hold in ipairs(cjson.decode(ARGV[13])) do
  redis.call('SADD', KEYS[4], hold[1])
  redis.call('HSET', prefix .. 'holds', hold[1], hold[2])
end
local flying = redis.call('HGETALL', KEYS[5])
for i = 1, #flying, 2 do
  local held = flying[i + 1]
  local entry = cjson.decode(string.sub(held, 1, string.find(held, '\\n', 1, true) - 1))
  for _, reserved in ipairs(entry.s) do add(reserved[1], reserved[2]) end
  for _, key in ipairs(entry.n) do add(key, '1') end
  for _, key in ipairs(entry.z) do redis.call('ZADD', own(key), int(entry.l), flying[i]) end
  redis.call('ZADD', KEYS[6], 'NX', int(entry.l), flying[i])
  if entry.g then setLabels(prefix, entry.g, entry.q, nowMs, tonumber(ARGV[12])) end
end
redis.call('SET', KEYS[2], int(version))
redis.call('SET', KEYS[3], int(seq))
redis.call('SET', KEYS[8], int(seq))
redis.call('SET', KEYS[1], '1')
return { 'OPENED', int(version), int(seq) }
`;

/**
 * Lets an operation go on that was held at or before a sequence; one that was held again since stays. KEYS: kills,
 * holds. ARGV: operation, sequence.
 */
export const LIFT_HOLD = `
local since = redis.call('HGET', KEYS[2], ARGV[1])
if since and tonumber(since) > tonumber(ARGV[2]) then return 'HELD' end
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('SREM', KEYS[1], ARGV[1])
return 'LIFTED'
`;
