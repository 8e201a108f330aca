import { PRELUDE } from "./prelude.ts";

/**
 * Renews leases that have not lapsed. KEYS: inflight, leases. ARGV: lease ms, grace ms, call ids.
 * Reply: Redis' now, then each new lease end, 0 for a call that has none any more.
 */
export const RENEW = `
local function int(n) return string.format('%.0f', n) end
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local ends = { now }
for i = 3, #ARGV do
  local call, till = ARGV[i], 0
  local lease = redis.call('ZSCORE', KEYS[2], call)
  local held = redis.call('HGET', KEYS[1], call)
  if held and lease and tonumber(lease) > now then
    till = math.max(tonumber(lease), now + tonumber(ARGV[1]))
    redis.call('ZADD', KEYS[2], 'XX', int(till), call)
    local entry = cjson.decode(string.sub(held, 1, string.find(held, '\\n', 1, true) - 1))
    for _, key in ipairs(entry.z) do
      redis.call('ZADD', key, 'XX', int(till), call)
      redis.call('PEXPIRE', key, int(tonumber(ARGV[1]) + tonumber(ARGV[2])))
    end
  end
  ends[#ends + 1] = till
end
return ends
`;

/**
 * Takes calls whose lease has lapsed out of flight: their record of an unknown outcome goes to the stream, their
 * concurrency is released, their reservation stays charged. What they had reserved is kept for a late amendment.
 */
export const REAP = `${PRELUDE}
local function reap(item)
  local prefix = shard .. ':' .. item.o .. ':'
  local o = { prefix = prefix }
  if redis.call('EXISTS', prefix .. 'open') == 0 then return {'COLD'} end
  local verdict = {'OK'}
  local calls = redis.call('ZRANGEBYSCORE', prefix .. 'leases', '-inf', int(nowMs), 'LIMIT', 0, item.x)
  for _, call in ipairs(calls) do
    local held = redis.call('HGET', prefix .. 'inflight', call)
    if held then
      local cut = string.find(held, '\\n', 1, true)
      local text = string.sub(held, 1, cut - 1)
      local id = append(o, call, 'orphaned', string.sub(held, cut + 1))
      redis.call('SET', prefix .. 'done:' .. call, 'orphaned ' .. id .. '\\n' .. text, 'PX', int(settings.permitMs))
      redis.call('HDEL', prefix .. 'inflight', call)
      for _, key in ipairs(cjson.decode(text).z) do redis.call('ZREM', key, call) end
      verdict[#verdict + 1] = call
      verdict[#verdict + 1] = id
    end
    redis.call('ZREM', prefix .. 'leases', call)
  end
  return verdict
end

return eachItem(reap)
`;
