-- Takes a batch whole, or nothing of it if the checkpoint is not the expected one.
-- KEYS[1]: the checkpoint. ARGV: prefix of the space, expected checkpoint, new one, its mark, number of tables, then
-- (name, packed index names) per table, then (table, id, "1" or "0", document, packed keys) per row.
-- Packed: every text followed by a zero byte.
local prefix = ARGV[1]
if (redis.call('GET', KEYS[1]) or '0') ~= ARGV[2] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[3])
redis.call('SET', prefix .. 'mark', ARGV[3] .. ' ' .. ARGV[4])
local i = 6
for _ = 1, tonumber(ARGV[5]) do
  redis.call('HSET', prefix .. 'tables', ARGV[i], ARGV[i + 1])
  i = i + 2
end

-- What goes out of an index and into it is collected and told in calls of some hundred texts, an even number.
local most = 512
local gone, come = {}, {}
local function tell(command, index, list)
  for from = 1, #list, most do
    redis.call(command, index, unpack(list, from, math.min(from + most - 1, #list)))
  end
end

while i <= #ARGV do
  local name, id, live, doc, keys = ARGV[i], ARGV[i + 1], ARGV[i + 2] == '1', ARGV[i + 3], ARGV[i + 4]
  local rows, held, index = prefix .. 'rows:' .. name, prefix .. 'keys:' .. name, prefix .. 'index:' .. name .. ':'
  local old = redis.call('HGET', held, id) or ''
  if not live then
    keys = ''
    redis.call('HDEL', rows, id)
  else
    redis.call('HSET', rows, id, doc)
  end
  if old ~= keys then
    local kept = {}
    for entry in string.gmatch(keys, '[^%z]*%z[^%z]*%z') do
      kept[entry] = true
    end
    for entry, ix, key in string.gmatch(old, '(([^%z]*)%z([^%z]*)%z)') do
      if kept[entry] then
        kept[entry] = nil
      else
        local out = gone[index .. ix] or {}
        gone[index .. ix] = out
        out[#out + 1] = key .. '\0' .. id
      end
    end
    for entry, ix, key in string.gmatch(keys, '(([^%z]*)%z([^%z]*)%z)') do
      if kept[entry] then
        local into = come[index .. ix] or {}
        come[index .. ix] = into
        into[#into + 1] = 0
        into[#into + 1] = key .. '\0' .. id
      end
    end
    if keys == '' then
      redis.call('HDEL', held, id)
    else
      redis.call('HSET', held, id, keys)
    end
  end
  i = i + 5
end
for index, out in pairs(gone) do
  tell('ZREM', index, out)
end
for index, into in pairs(come) do
  tell('ZADD', index, into)
end
return 1
