/**
 * What the group scripts have in common. Numbers in Lua are doubles: integers are written with %.0f, and amounts above
 * 2^53 - 1 are refused. Time is Redis' own. Each item runs under pcall, so that one call's bad input harms no other.
 */
export const PRELUDE = `
local settings = cjson.decode(ARGV[1])
local items = cjson.decode(ARGV[2])
local records = KEYS[1]
local shard = string.match(records, '^({s%d+}):records$')
if not shard then return redis.error_reply('SHARD') end
local clock = redis.call('TIME')
local nowMs = clock[1] * 1000 + math.floor(clock[2] / 1000)
local nowUs = clock[1] * 1000000 + clock[2]
local LARGEST = 9007199254740991

local function int(n) return string.format('%.0f', n) end

-- Told apart from what the server refuses by its first word.
local function bad(reason) error('BAD ' .. reason, 0) end

local function amount(text)
  -- Digits and nothing else: tonumber would also take hex, signs, exponents and blanks.
  local n = type(text) == 'string' and string.find(text, '^%d+$') and tonumber(text)
  if not n or n > LARGEST then bad('an amount out of range') end
  return n
end

local function own(key, prefix)
  if string.sub(key, 1, #prefix) ~= prefix then bad('a key outside the organization') end
  return key
end

local function header(entry)
  return cjson.decode(string.sub(entry, 1, string.find(entry, '\\n', 1, true) - 1))
end

local function append(o, call, kind, record)
  o.seq = redis.call('INCR', o.prefix .. 'seq')
  local id = redis.call('XADD', records, '*', 'o', string.sub(o.prefix, #shard + 2, -2), 'c', call,
    'q', int(o.seq), 'k', kind, 'r', record)
  redis.call('HINCRBY', shard .. ':backlog', string.sub(o.prefix, #shard + 2, -2), 1)
  redis.call('SET', o.prefix .. 'done:' .. call, kind .. ' ' .. id, 'PX', int(settings.doneMs))
  return id
end

local function eachItem(handle)
  local verdicts, at = {}, 3
  for i, item in ipairs(items) do
    local ok, verdict = pcall(handle, item, ARGV[at], ARGV[at + 1], ARGV[at + 2])
    local bad = not ok and string.match(tostring(verdict), '^BAD (.*)$')
    verdicts[i] = ok and verdict or bad and {'INVALID', bad} or {'FAILED', tostring(verdict)}
    at = at + item.b
  end
  return verdicts
end
`;
