-- Reads entries of an index with their rows, all of one state.
-- KEYS: index, rows. ARGV: least and greatest member as ZRANGE BYLEX takes them, limit (-1: none), "1" to read from the end.
local members
if ARGV[4] == '1' then
  members = redis.call('ZRANGE', KEYS[1], ARGV[2], ARGV[1], 'BYLEX', 'REV', 'LIMIT', 0, ARGV[3])
else
  members = redis.call('ZRANGE', KEYS[1], ARGV[1], ARGV[2], 'BYLEX', 'LIMIT', 0, ARGV[3])
end
local out = {}
for _, m in ipairs(members) do
  out[#out + 1] = m
  out[#out + 1] = redis.call('HGET', KEYS[2], string.sub(m, string.find(m, '%z') + 1))
end
return out
