-- Removes a space. KEYS[1]: the checkpoint. ARGV[1]: prefix of the space.
local prefix = ARGV[1]
local tables = redis.call('HGETALL', prefix .. 'tables')
for i = 1, #tables, 2 do
  redis.call('UNLINK', prefix .. 'rows:' .. tables[i], prefix .. 'keys:' .. tables[i])
  for ix in string.gmatch(tables[i + 1], '([^%z]*)%z') do
    redis.call('UNLINK', prefix .. 'index:' .. tables[i] .. ':' .. ix)
  end
end
return redis.call('UNLINK', prefix .. 'tables', prefix .. 'mark', KEYS[1])
