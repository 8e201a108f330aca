/**
 * Voids the permit of an attempt unless it was used. What was used is forgotten with everything else when Redis loses
 * it, so nothing is said while the organization isn't open. KEYS: open, seq, permit. ARGV: mark, ttl of the word, ms.
 * Reply: void, used or cold.
 */
export const VOID_PERMIT = `
local seq = tonumber(redis.call('GET', KEYS[2]) or '0')
if redis.call('EXISTS', KEYS[1]) == 0 or seq < tonumber(ARGV[1]) then return 'cold' end
redis.call('SET', KEYS[3], 'void', 'PX', ARGV[2], 'NX')
return redis.call('GET', KEYS[3])
`;
