/**
 * Drops the records before an id from the stream and takes them off their organizations' backlogs. An empty stream
 * clears all backlogs, which heals what a reader that died between reading and trimming left behind.
 * KEYS: stream, backlog. ARGV: first id to keep, then organizations and how many of theirs were read.
 */
export const TRIM = `
local count = redis.call('XTRIM', KEYS[1], 'MINID', '=', ARGV[1])
for i = 2, #ARGV, 2 do
  if redis.call('HINCRBY', KEYS[2], ARGV[i], '-' .. ARGV[i + 1]) <= 0 then redis.call('HDEL', KEYS[2], ARGV[i]) end
end
if redis.call('XLEN', KEYS[1]) == 0 then redis.call('DEL', KEYS[2]) end
return count
`;
