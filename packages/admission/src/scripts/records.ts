/**
 * Drops the records before an id from the stream and takes them off their organizations' backlogs. An empty stream
 * clears all backlogs, which heals what a reader that died between reading and trimming left behind.
 * What Postgres holds is noted, so that gateways forget it and a Postgres that falls back is told from one that lags.
 * KEYS: stream, backlog, written, marks. ARGV: first id to keep, last id stored, then each of
 * them with how many of its records were read and its highest stored sequence.
 */
export const TRIM = `
local count = redis.call('XTRIM', KEYS[1], 'MINID', '=', ARGV[1])
redis.call('SET', KEYS[3], ARGV[2])
for i = 3, #ARGV, 3 do
  if redis.call('HINCRBY', KEYS[2], ARGV[i], '-' .. ARGV[i + 1]) <= 0 then redis.call('HDEL', KEYS[2], ARGV[i]) end
  local mark = redis.call('HGET', KEYS[4], ARGV[i])
  if not mark or tonumber(mark) < tonumber(ARGV[i + 2]) then redis.call('HSET', KEYS[4], ARGV[i], ARGV[i + 2]) end
end
if redis.call('XLEN', KEYS[1]) == 0 then redis.call('DEL', KEYS[2]) end
return count
`;
