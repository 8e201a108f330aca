import { LABELS } from "./labels.ts";
import { PRELUDE } from "./prelude.ts";

/**
 * Admits a group of calls of one shard. ARGV: settings, items, then the items' blobs in order. Items are taken in
 * order; each is checked whole before anything of it is written, so the next one sees it. Reply: one verdict each.
 */
export const ADMIT = `${PRELUDE}${LABELS}
local streamLength = redis.call('XLEN', records)
local organizations = {}

local function organization(id)
  local known = organizations[id]
  if known then return known end
  local prefix = shard .. ':' .. id .. ':'
  local live = redis.call('MGET', prefix .. 'open', prefix .. 'version', prefix .. 'seq')
  known = {
    prefix = prefix, open = live[1], version = live[2] and tonumber(live[2]), seq = live[3] and tonumber(live[3]),
    kills = redis.call('SCARD', prefix .. 'kills'), inflight = redis.call('HLEN', prefix .. 'inflight'),
    backlog = tonumber(redis.call('HGET', shard .. ':backlog', id) or 0),
  }
  organizations[id] = known
  return known
end

local function standing(item, o)
  if not o.open or not o.version or not o.seq then return {'COLD'} end
  if item.s > o.seq then
    redis.call('DEL', o.prefix .. 'open', o.prefix .. 'seq')
    o.open = false
    return {'COLD'}
  end
  if item.v < o.version then return {'STALE', o.version} end
  if item.v > o.version then
    redis.call('SET', o.prefix .. 'version', int(item.v))
    o.version = item.v
  end
  if o.kills > 0 and #item.k > 0 then
    local hits = redis.call('SMISMEMBER', o.prefix .. 'kills', unpack(item.k))
    for i = 1, #hits do if hits[i] == 1 then return {'KILLED', item.k[i]} end end
  end
  return nil
end

local function session(item, o)
  if not item.h then return nil, '' end
  local held = redis.call('HMGET', own(item.h.k, o.prefix), 'p', 'd')
  if held[1] ~= item.h.p then return {'NO_SESSION'}, '' end
  redis.call('PEXPIRE', item.h.k, int(item.h.x))
  return nil, held[2] or ''
end

-- A decision holds for the labels it was made with. What isn't known whole is rebuilt before anything is decided by it.
local function relabelled(item, o)
  if not item.g or not item.g.u then return nil end
  local kept, isLost = labelsInForce(o.prefix, item.g.h, nowMs)
  if not kept then
    redis.call('DEL', o.prefix .. 'open')
    if isLost then redis.call('DEL', o.prefix .. 'seq') end
    o.open = false
    return {'COLD'}
  end
  local same, count = true, 0
  for _, label in ipairs(item.g.u) do same = same and kept[label] ~= nil end
  for _ in pairs(kept) do count = count + 1 end
  if same and count == #item.g.u then return nil end
  local verdict = {'RELABEL'}
  for label in pairs(kept) do verdict[#verdict + 1] = label end
  return verdict
end

-- The window the call falls into, by this clock. Past the edge it counts in the next window of each limit whose present
-- one ends there, and only if the item brought the record that says so.
local function window(item, l)
  local isOver = item.e and nowMs >= item.e and l.w[1][3] == item.e
  local choice = isOver and 2 or 1
  local w = l.w[choice]
  if w and nowMs >= w[2] and (w[3] == 0 or nowMs < w[3]) then return choice end
  return nil
end

-- An idempotency key lets one call run: whoever comes with it later is told to look at what became of the first.
local function repeated(item, o)
  if not item.i then return nil end
  local held = redis.call('HMGET', own(item.i.k, o.prefix), 'h', 'c')
  if held[1] and held[1] ~= item.i.h then return {'REPEATED'} end
  if held[2] and held[2] ~= item.c then return {'REPEATED'} end
  return nil
end

-- One verdict that refuses, or nil and the plan of what to write.
local function limits(item, o)
  local keys, plan = { o.prefix .. 'done:' .. item.c, item.t and own(item.t, o.prefix) or o.prefix .. 'open' }, {}
  for i, l in ipairs(item.l) do
    local p = { kind = l.k, max = amount(l.m), take = l.a and amount(l.a) or 1, choice = 1 }
    if l.w then
      local chosen = window(item, l)
      if not chosen then return {'CLOCK', nowMs} end
      p.choice, p.ends = chosen, l.w[chosen][3]
      p.key = o.prefix .. 'limit:' .. l.h .. '.' .. l.w[chosen][1]
    else
      p.key = o.prefix .. (l.k == 'n' and 'conc:' or 'rate:') .. l.h
    end
    if l.k ~= 'n' then
      keys[#keys + 1] = p.key
      p.at = #keys
    end
    plan[i] = p
  end
  local values = redis.call('MGET', unpack(keys))
  if values[1] then return {'ENDED', values[1]} end
  if item.t and values[2] then return { values[2] == 'void' and 'PERMIT_VOID' or 'PERMIT_USED' } end
  local taken = {}
  for i, p in ipairs(plan) do
    local before = taken[p.key] or 0
    if p.kind == 'n' then
      local running = redis.call('ZCOUNT', p.key, '(' .. int(nowMs), '+inf')
      if running + before + 1 > p.max then
        local first = redis.call('ZRANGEBYSCORE', p.key, '(' .. int(nowMs), '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
        return {'LIMITED', i, int(running), int(p.max), first[2] and tonumber(first[2]) or 0}
      end
      taken[p.key] = before + 1
    elseif p.kind == 'r' then
      local due = values[p.at] and tonumber(values[p.at]) or 0
      if due > nowUs or before > 0 then return {'LIMITED', i, int(p.max), int(p.max), math.ceil(due / 1000)} end
      p.due = nowUs + p.take
      taken[p.key] = 1
    else
      local used = values[p.at] or '0'
      if tonumber(used) + before + p.take > p.max then return {'LIMITED', i, used, int(p.max), p.ends} end
      p.held = values[p.at]
      taken[p.key] = before + p.take
    end
  end
  return nil, plan
end

local function reserve(item, o, plan)
  local entry, choices = { o = settings.owner, l = nowMs + item.d, s = {}, n = {}, z = {} }, {}
  for i, p in ipairs(plan) do
    choices[i] = p.choice
    if p.kind == 'n' then
      redis.call('ZADD', p.key, int(entry.l), item.c)
      redis.call('PEXPIRE', p.key, int(item.d + settings.graceMs))
      entry.z[#entry.z + 1] = p.key
    elseif p.kind == 'r' then
      redis.call('SET', p.key, int(p.due), 'PX', int(math.ceil(p.take / 1000) + settings.graceMs))
    else
      if p.held then
        redis.call('INCRBY', p.key, int(p.take))
      elseif redis.call('EXISTS', p.key) == 1 then
        redis.call('INCRBY', p.key, int(p.take))
      elseif p.ends == 0 then
        redis.call('SET', p.key, int(p.take))
      else
        redis.call('SET', p.key, int(p.take), 'PXAT', int(p.ends + settings.graceMs))
      end
      if p.kind == 's' then entry.s[#entry.s + 1] = { p.key, int(p.take) } else entry.n[#entry.n + 1] = p.key end
    end
  end
  if item.i then
    redis.call('HSET', item.i.k, 'h', item.i.h, 'c', item.c)
    redis.call('PEXPIRE', item.i.k, int(item.i.x))
    entry.i = item.i
  end
  if item.t then redis.call('SET', item.t, 'used', 'PX', int(item.d + settings.permitMs)) end
  o.seq = redis.call('INCR', o.prefix .. 'seq')
  -- As text: cjson writes numbers with 14 digits only.
  entry.q = int(o.seq)
  entry.w = table.concat(choices)
  if item.g and item.g.s then
    entry.g = { h = item.g.h, s = item.g.s }
    setLabels(o.prefix, entry.g, entry.q, nowMs, settings.graceMs)
  end
  o.inflight = o.inflight + 1
  return entry
end

-- The entry's text goes along: its gateway puts it back should Redis lose it.
local function admitted(entry, data, text)
  return {'OK', entry.q, entry.l, nowMs, entry.w, data, text}
end

local function take(item, blob, afterEdge)
  local o = organization(item.o)
  if item.m == 'call' then
    local held = redis.call('HGET', o.prefix .. 'inflight', item.c)
    if held then
      local entry = header(held)
      if entry.o == settings.owner then return admitted(entry, '', string.match(held, '^[^\\n]*')) end
      return item.t and {'PERMIT_USED'} or {'INVALID', 'the call id is taken'}
    end
  end
  local refusal = standing(item, o)
  if refusal then return refusal end
  local lost, data = session(item, o)
  if lost then return lost end
  local other = relabelled(item, o)
  if other then return other end
  if item.m == 'check' then return {'OK', o.seq, nowMs, nowMs, '', data} end
  if streamLength >= settings.streamMark or o.backlog >= settings.shareMark
    or (item.m == 'call' and o.inflight >= settings.inflightMark) then
    return {'OVERLOADED'}
  end
  if item.m == 'record' then
    local done = redis.call('GET', o.prefix .. 'done:' .. item.c)
    if done then return {'OK', o.seq, nowMs, nowMs, '', data, string.match(done, '^%a+ (%d+%-%d+)') or ''} end
    local id = append(o, item.c, 'recorded', blob)
    streamLength, o.backlog = streamLength + 1, o.backlog + 1
    return {'OK', o.seq, nowMs, nowMs, '', data, id}
  end
  local again = repeated(item, o)
  if again then return again end
  local full, plan = limits(item, o)
  if full then return full end
  local entry = reserve(item, o, plan)
  -- The record that stands for the call names the windows that were charged.
  if string.find(entry.w, '2', 1, true) then blob = afterEdge end
  local text = cjson.encode(entry)
  redis.call('HSET', o.prefix .. 'inflight', item.c, text .. '\\n' .. blob)
  redis.call('ZADD', o.prefix .. 'leases', int(entry.l), item.c)
  return admitted(entry, data, text)
end

return eachItem(take)
`;
