/**
 * What one organization's counters hold, what is out, and which of its records wait on the stream, all at one instant.
 * KEYS: open, inflight, the shard's records. ARGV: organization, the most records to look through, the counters' keys.
 * Reply: whether it is open, the last id of the stream, values of the counters (and ends of their lives), what is in
 * flight (call, entry, …), records of the organization (stream id, kind, record, …). Or that too many records wait.
 */
export const READ_COUNTERS = `
local prefix = string.sub(KEYS[1], 1, -5)
local last, waiting = '0-0', {}
if redis.call('EXISTS', KEYS[3]) == 1 then
  if redis.call('XLEN', KEYS[3]) > tonumber(ARGV[2]) then return { 'BUSY' } end
  local info = redis.call('XINFO', 'STREAM', KEYS[3])
  for i = 1, #info, 2 do if info[i] == 'last-generated-id' then last = info[i + 1] end end
  for _, entry in ipairs(redis.call('XRANGE', KEYS[3], '-', '+')) do
    local fields = {}
    for i = 1, #entry[2], 2 do fields[entry[2][i]] = entry[2][i + 1] end
    if fields.o == ARGV[1] then
      waiting[#waiting + 1] = entry[1]
      waiting[#waiting + 1] = fields.k
      waiting[#waiting + 1] = fields.r
    end
  end
end
local values, ends, members = {}, {}, {}
for i = 3, #ARGV do
  local key = ARGV[i]
  if string.sub(key, 1, #prefix) ~= prefix then return redis.error_reply('a key outside the organization') end
  local at = #values + 1
  local kind = redis.call('TYPE', key).ok
  members[at] = kind == 'zset' and redis.call('ZRANGE', key, 0, -1) or {}
  values[at] = kind == 'string' and redis.call('GET', key) or ''
  ends[at] = redis.call('PEXPIRETIME', key)
end
return { 'COUNTERS', redis.call('EXISTS', KEYS[1]), last, values, ends, members, redis.call('HGETALL', KEYS[2]), waiting }
`;

/**
 * Moves counters by differences that were found, whatever was counted since, and puts concurrency right. A counter
 * never falls below zero; what holds no number starts over. KEYS: open, inflight. ARGV: three JSON lists: counters (key,
 * difference, end of life in ms or 0), calls that don't run any more (key, call), calls that do (key, call, lease end).
 */
export const MEND_COUNTERS = `
local prefix = string.sub(KEYS[1], 1, -5)
local counters, ended, running = cjson.decode(ARGV[1]), cjson.decode(ARGV[2]), cjson.decode(ARGV[3])
for _, list in ipairs({ counters, ended, running }) do
  for _, each in ipairs(list) do
    if string.sub(each[1], 1, #prefix) ~= prefix then return redis.error_reply('a key outside the organization') end
  end
end
if redis.call('EXISTS', KEYS[1]) == 0 then return 'COLD' end
for _, counter in ipairs(counters) do
  local key, by = counter[1], counter[2]
  local kind = redis.call('TYPE', key).ok
  if kind ~= 'none' and (kind ~= 'string' or not tonumber(redis.call('GET', key))) then redis.call('DEL', key) end
  local isNew = redis.call('EXISTS', key) == 0
  if redis.call('INCRBY', key, by) < 0 then redis.call('SET', key, '0', 'KEEPTTL') end
  if isNew and counter[3] > 0 then redis.call('PEXPIREAT', key, string.format('%.0f', counter[3])) end
end
for _, each in ipairs(ended) do redis.call('ZREM', each[1], each[2]) end
for _, each in ipairs(running) do
  if redis.call('HEXISTS', KEYS[2], each[2]) == 1 then
    redis.call('ZADD', each[1], string.format('%.0f', each[3]), each[2])
    redis.call('PEXPIRE', each[1], ARGV[4])
  end
end
return 'MENDED'
`;
