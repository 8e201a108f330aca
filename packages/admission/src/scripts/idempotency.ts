/**
 * Says what is known of an idempotency key, and notes which call it stands for. KEYS: entry, inflight. ARGV: hash of the
 * call, ttl ms, prefix of `done` keys. A call that is out, or whose end isn't known, is told apart from one never admitted.
 */
export const LOOK_IDEMPOTENT = `
local held = redis.call('HMGET', KEYS[1], 'h', 'c', 'v')
if not held[1] then
  redis.call('HSET', KEYS[1], 'h', ARGV[1])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return { 'NEW' }
end
if held[1] ~= ARGV[1] then return { 'OTHER' } end
if held[3] then return { 'ANSWER', held[3] } end
if not held[2] then return { 'NEW' } end
if redis.call('HEXISTS', KEYS[2], held[2]) == 1 then return { 'RUNNING', held[2] } end
if redis.call('GET', ARGV[3] .. held[2]) == 'abandoned' then
  redis.call('HDEL', KEYS[1], 'c')
  return { 'NEW' }
end
return { 'UNKNOWN', held[2] }
`;
