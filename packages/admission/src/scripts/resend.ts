import { PRELUDE } from "./prelude.ts";

/**
 * Puts back what a gateway knows and Redis may have lost: calls in flight and ended calls whose records may not have
 * reached Postgres. What is known is left as it is. Anything put back proves that Redis lost something: the
 * organization closes, and its counters are rebuilt. Reply per item: KNOWN or BACK, stream id, the life it is in.
 */
export const RESEND = `${PRELUDE}
local function known(prefix, id)
  return {'KNOWN', id, redis.call('EXISTS', prefix .. 'open') == 1 and redis.call('GET', prefix .. 'base') or '0'}
end

local function back(prefix, id)
  redis.call('INCR', prefix .. 'resends')
  if redis.call('DEL', prefix .. 'open') == 1 then redis.call('DEL', prefix .. 'seq') end
  return {'BACK', id, '0'}
end

local function putBack(item, blob, header)
  local prefix = shard .. ':' .. item.o .. ':'
  local done = redis.call('GET', prefix .. 'done:' .. item.c)
  local wasOrphan = done and string.sub(done, 1, 9) == 'orphaned '
  if done and not (item.k == 'amended' and wasOrphan) then
    return known(prefix, string.match(done, '^%a+ (%d+%-%d+)') or '')
  end
  if item.k == 'flight' then
    if redis.call('HEXISTS', prefix .. 'inflight', item.c) == 1 then return known(prefix, '') end
    local entry = cjson.decode(header)
    entry.l = nowMs + item.d
    redis.call('HSET', prefix .. 'inflight', item.c, cjson.encode(entry) .. '\\n' .. blob)
    redis.call('ZADD', prefix .. 'leases', int(entry.l), item.c)
    if entry.i then
      redis.call('HSET', own(entry.i.k, prefix), 'h', entry.i.h, 'c', item.c)
      redis.call('PEXPIRE', entry.i.k, int(entry.i.x))
    end
    if item.t then redis.call('SET', own(item.t, prefix), 'used', 'PX', int(item.d + settings.permitMs)) end
    return back(prefix, '')
  end
  local held = redis.call('HGET', prefix .. 'inflight', item.c)
  local id = append({ prefix = prefix }, item.c, item.k, blob)
  if held then
    redis.call('HDEL', prefix .. 'inflight', item.c)
    redis.call('ZREM', prefix .. 'leases', item.c)
  end
  return back(prefix, id)
end

return eachItem(putBack)
`;
