import { LABELS } from "./labels.ts";
import { PRELUDE } from "./prelude.ts";

/**
 * Ends a group of calls of one shard. Acts only on what it removes from flight, so a second settle changes nothing.
 * The first write is one that a full Redis refuses, so that an item is written whole or not at all.
 */
export const SETTLE = `${PRELUDE}${LABELS}
local organizations = {}

local function organization(id)
  local known = organizations[id]
  if known then return known end
  local prefix = shard .. ':' .. id .. ':'
  local live = redis.call('MGET', prefix .. 'open', prefix .. 'seq')
  known = { prefix = prefix, open = live[1], seq = live[2] and tonumber(live[2]) }
  organizations[id] = known
  return known
end

-- Redis counts in 64 bits: far above what a single amount may be, and still not to be passed.
local MOST_COUNTED = 9e18

-- Adds to a counter that still exists; it never falls below zero and keeps its time to live.
local function adjust(key, by)
  if by == 0 then return end
  local held = redis.call('GET', key)
  if not held or by > 0 and tonumber(held) + by > MOST_COUNTED then return end
  if redis.call('INCRBY', key, int(by)) < 0 then redis.call('SET', key, '0', 'KEEPTTL') end
end

local function charge(entry, item)
  for _, reserved in ipairs(entry.s) do
    local actual = item.n and 0 or amount(item.a or reserved[2])
    adjust(reserved[1], actual - tonumber(reserved[2]))
  end
  if item.n then
    for _, key in ipairs(entry.n) do adjust(key, -1) end
  end
end

-- What came back is in the session from now on; and what cost more than was set aside for it stops until a person looks.
local function after(o, item, entry)
  if entry and entry.g and not item.n then setLabels(o.prefix, entry.g, int(o.seq), nowMs, settings.graceMs) end
  if item.h then
    redis.call('SADD', o.prefix .. 'kills', item.h)
    redis.call('HSET', o.prefix .. 'holds', item.h, int(o.seq))
  end
end

local function land(o, call, entry)
  redis.call('HDEL', o.prefix .. 'inflight', call)
  redis.call('ZREM', o.prefix .. 'leases', call)
  for _, key in ipairs(entry.z) do redis.call('ZREM', key, call) end
end

local function keepAnswer(item, o, sealed)
  if not item.w then return end
  redis.call('DEL', own(item.w.k, o.prefix))
  redis.call('HSET', item.w.k, 'v', sealed, 'at', int(nowMs))
  redis.call('PEXPIRE', item.w.k, int(item.w.x))
end

-- Nothing ran: the idempotency key may let another attempt run. Else it answers as this one ends.
local function keepOutcome(item, o, entry, sealed)
  if not entry.i then return end
  if item.n then
    redis.call('HDEL', own(entry.i.k, o.prefix), 'c')
  elseif item.v then
    redis.call('HSET', own(entry.i.k, o.prefix), 'v', sealed)
  end
end

local function abandon(item, o)
  local held = redis.call('HGET', o.prefix .. 'inflight', item.c)
  local entry = held and header(held)
  if entry and entry.o ~= settings.owner then return {'ORPHANED'} end
  redis.call('SET', o.prefix .. 'done:' .. item.c, 'abandoned', 'PX', int(settings.doneMs))
  if not entry then return {'SETTLED', ''} end
  if item.t then redis.call('SET', own(item.t, o.prefix), 'void', 'PX', int(settings.permitMs)) end
  land(o, item.c, entry)
  item.n = true
  keepOutcome(item, o, entry, '')
  charge(entry, item)
  return {'SETTLED', ''}
end

-- What an unknown outcome was charged, as the ledger tells it.
local function told(charged, prefix)
  for _, reserved in ipairs(charged.s) do own(reserved[1], prefix) end
  for _, key in ipairs(charged.n) do own(key, prefix) end
  return charged
end

local function amend(item, o, record)
  local done = o.prefix .. 'done:' .. item.c
  local before = redis.call('GET', done) or ''
  local ended = string.match(before, '^(%a+)')
  -- A person may follow a call that its own process has ended as unknown.
  local isOver = ended == 'amended' or ended == 'settled' and not item.u
  if isOver then return {'SETTLED', string.match(before, ' (%S+)') or ''} end
  local id = append(o, item.c, 'amended', record)
  local kept = string.match(before, '\\n(.*)$')
  local entry = kept and cjson.decode(kept)
  if entry then charge(entry, item) elseif item.u then charge(told(item.u, o.prefix), item) end
  after(o, item, entry)
  return {'SETTLED_NOW', o.seq, id}
end

local function settle(item, record, sealed, outcome)
  local o = organization(item.o)
  if not o.open or not o.seq then return {'COLD'} end
  if item.m == 'abandon' then return abandon(item, o) end
  if item.a then amount(item.a) end
  if item.s > o.seq then
    redis.call('DEL', o.prefix .. 'open', o.prefix .. 'seq')
    o.open = false
    return {'COLD'}
  end
  if item.m == 'amend' then return amend(item, o, record) end
  local held = redis.call('HGET', o.prefix .. 'inflight', item.c)
  if not held then
    local before = redis.call('GET', o.prefix .. 'done:' .. item.c) or ''
    if string.sub(before, 1, 8) == 'settled ' then return {'SETTLED', string.sub(before, 9)} end
    return {'ORPHANED'}
  end
  local entry = header(held)
  local id = append(o, item.c, 'settled', record)
  keepAnswer(item, o, sealed)
  keepOutcome(item, o, entry, outcome)
  land(o, item.c, entry)
  charge(entry, item)
  after(o, item, entry)
  return {'SETTLED_NOW', o.seq, id}
end

return eachItem(settle)
`;
