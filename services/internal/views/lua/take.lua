-- Takes one token from a bucket that fills by itself. KEYS[1]: the bucket. ARGV: tokens a second, size of the bucket.
local rate, burst, time = tonumber(ARGV[1]), tonumber(ARGV[2]), redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local held = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = burst
if held[1] then
  tokens = math.min(burst, tonumber(held[1]) + math.max(0, now - tonumber(held[2])) * rate)
end
local ok = 0
if tokens >= 1 then
  ok, tokens = 1, tokens - 1
end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', string.format('%.6f', now))
redis.call('EXPIRE', KEYS[1], math.ceil(burst / rate) + 1)
return { ok, tostring(tokens) }
