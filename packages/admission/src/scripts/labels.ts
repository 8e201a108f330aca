/**
 * Labels of policy sessions, for the scripts that read or write them: `labels:H` is a hash of label to `until since
 * sequence rule` (UTC ms, and where in the organization's life it was last set), `labelled` a sorted set of the sessions
 * that have any, by when the last of them ends. Its member `kept` says that the state was built whole: without it nobody
 * knows what a session has.
 */
export const LABELS = `
local function whole(n) return string.format('%.0f', n) end

local function readLabels(prefix, h, now)
  local held, kept = redis.call('HGETALL', prefix .. 'labels:' .. h), {}
  for i = 1, #held, 2 do
    local till, since, seq, rule = string.match(held[i + 1], '^(%d+) (%d+) (%d+) (.*)$')
    if till and tonumber(till) > now then
      kept[held[i]] = { till = tonumber(till), since = since, seq = seq, rule = rule }
    end
  end
  return kept, #held
end

-- What the session has now, or nil where that is not known; the second says that something was lost.
local function labelsInForce(prefix, h, now)
  local scores = redis.call('ZMSCORE', prefix .. 'labelled', 'kept', h)
  if not scores[1] then return nil, false end
  if not scores[2] or tonumber(scores[2]) <= now then return {} end
  local kept, size = readLabels(prefix, h, now)
  if size == 0 then return nil, true end
  return kept
end

local function writeLabels(prefix, h, kept, grace)
  local key, last = prefix .. 'labels:' .. h, 0
  for label, of in pairs(kept) do
    redis.call('HSET', key, label, whole(of.till) .. ' ' .. of.since .. ' ' .. of.seq .. ' ' .. of.rule)
    last = math.max(last, of.till)
  end
  if last == 0 then
    redis.call('DEL', key)
    redis.call('ZREM', prefix .. 'labelled', h)
    return
  end
  for _, label in ipairs(redis.call('HKEYS', key)) do
    if not kept[label] then redis.call('HDEL', key, label) end
  end
  redis.call('PEXPIREAT', key, whole(last + grace))
  redis.call('ZADD', prefix .. 'labelled', whole(last), h)
end

-- A label stays for the longest time that any rule has given it, from when it was last set.
local function setLabels(prefix, g, seq, now, grace)
  local kept = readLabels(prefix, g.h, now)
  for _, set in ipairs(g.s) do
    local before, till = kept[set[1]], now + set[2]
    kept[set[1]] = {
      till = before and math.max(before.till, till) or till, since = before and before.since or whole(now),
      seq = seq, rule = set[3],
    }
  end
  writeLabels(prefix, g.h, kept, grace)
  redis.call('ZREMRANGEBYSCORE', prefix .. 'labelled', '-inf', whole(now))
end

-- What either store knows, less what was cleared: neither's loss takes a label off.
local function mergeLabels(prefix, known, clears, at)
  local sessions, cleared = {}, {}
  for _, each in ipairs(clears) do cleared[each[1]] = tonumber(each[2]) end
  for _, h in ipairs(redis.call('ZRANGE', prefix .. 'labelled', 0, -1)) do
    if h ~= 'kept' then
      local kept = readLabels(prefix, h, at.now)
      for label, of in pairs(kept) do
        if tonumber(of.seq) <= (cleared[h] or -1) then kept[label] = nil end
      end
      sessions[h] = kept
    end
  end
  for _, each in ipairs(known) do
    local kept = sessions[each[1]] or {}
    sessions[each[1]] = kept
    for _, l in ipairs(each[2]) do
      local before = kept[l[1]]
      local of = { till = l[2], since = whole(l[3]), seq = l[4], rule = l[5] }
      if before then
        if tonumber(before.seq) > tonumber(of.seq) then of.seq, of.rule = before.seq, before.rule end
        of.till = math.max(of.till, before.till)
        of.since = whole(math.min(tonumber(of.since), tonumber(before.since)))
      end
      kept[l[1]] = of
    end
  end
  redis.call('DEL', prefix .. 'labelled')
  redis.call('ZADD', prefix .. 'labelled', '+inf', 'kept')
  for h, kept in pairs(sessions) do writeLabels(prefix, h, kept, at.grace) end
end
`;

/**
 * Takes off a session what was set at or before a sequence; what was set since stays. KEYS: labels, labelled. ARGV:
 * hash of the session, sequence, grace ms.
 */
export const CLEAR_LABELS = `${LABELS}
local prefix = string.sub(KEYS[2], 1, -9)
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local kept, left = readLabels(prefix, ARGV[1], now), {}
for label, of in pairs(kept) do
  if tonumber(of.seq) > tonumber(ARGV[2]) then left[label] = of end
end
writeLabels(prefix, ARGV[1], left, tonumber(ARGV[3]))
return 'CLEARED'
`;

/** Says what sessions have. KEYS: labelled. ARGV: hashes of the sessions. Reply per session: `?` where it isn't known. */
export const READ_LABELS = `${LABELS}
local prefix = string.sub(KEYS[1], 1, -9)
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local reply = {}
local isOpen = redis.call('EXISTS', prefix .. 'open') == 1
for i, h in ipairs(ARGV) do
  local kept = isOpen and labelsInForce(prefix, h, now) or nil
  local said = kept and {} or { '?' }
  for label, of in pairs(kept or {}) do said[#said + 1] = { label, whole(of.till), of.since, of.seq, of.rule } end
  reply[i] = said
end
return reply
`;
