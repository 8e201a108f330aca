/**
 * Hands out a kept answer and notes that it was delivered. KEYS: answer. ARGV: `repeat` or `ticket`, oldest age in ms.
 * A plain repeat gets it only undelivered and young; the ticket always.
 */
export const TAKE_ANSWER = `
local kept = redis.call('HMGET', KEYS[1], 'v', 'at', 'taken')
if not kept[1] then return { 'NONE' } end
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
if ARGV[1] == 'repeat' and (kept[3] or now - tonumber(kept[2]) > tonumber(ARGV[2])) then return { 'TAKEN' } end
redis.call('HSET', KEYS[1], 'taken', string.format('%.0f', now))
return { 'ANSWER', kept[1], kept[2] }
`;

/** Writes a hash with a time to live in one step. KEYS: the hash. ARGV: ttl ms, then fields and values. */
export const PUT_HASH = `
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 1
`;
