-- Leases a part of a quota that fills up again. KEYS: the quota. ARGV: events that come back
-- in a second, the most there can be, the least that is of use, what is wanted, and what was
-- left of the last lease. Returns what was leased, or 0 and the milliseconds to wait.
local rate, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local least, wanted = tonumber(ARGV[3]), tonumber(ARGV[4])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local quota = redis.call('HMGET', KEYS[1], 'left', 'at')
local left = tonumber(quota[1] or burst)
local at = tonumber(quota[2] or now)
left = math.min(burst, left + tonumber(ARGV[5]) + math.max(0, now - at) * rate / 1000)
local leased, wait = math.min(math.floor(left), wanted), 0
if leased < least then
  leased, wait = 0, math.ceil((least - left) * 1000 / rate)
end
redis.call('HSET', KEYS[1], 'left', left - leased, 'at', now)
redis.call('PEXPIRE', KEYS[1], math.ceil(burst / rate) * 1000 + 1000)
return {leased, wait}
