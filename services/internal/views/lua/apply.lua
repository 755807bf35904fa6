-- Takes a batch whole, or nothing of it if the checkpoint is not the expected one.
-- KEYS[1]: the checkpoint. ARGV: prefix of the space, expected checkpoint, new one, number of tables, then
-- (name, packed index names) per table, then (table, id, "1" or "0", document, packed keys) per row.
-- Packed: every text followed by a zero byte.
local prefix = ARGV[1]
if (redis.call('GET', KEYS[1]) or '0') ~= ARGV[2] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[3])
local i = 5
for _ = 1, tonumber(ARGV[4]) do
  redis.call('HSET', prefix .. 'tables', ARGV[i], ARGV[i + 1])
  i = i + 2
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
    for ix, key in string.gmatch(old, '([^%z]*)%z([^%z]*)%z') do
      redis.call('ZREM', index .. ix, key .. '\0' .. id)
    end
    for ix, key in string.gmatch(keys, '([^%z]*)%z([^%z]*)%z') do
      redis.call('ZADD', index .. ix, 0, key .. '\0' .. id)
    end
    if keys == '' then
      redis.call('HDEL', held, id)
    else
      redis.call('HSET', held, id, keys)
    end
  end
  i = i + 5
end
return 1
