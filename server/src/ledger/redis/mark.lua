-- Notes marks of a customer that are not there yet. KEYS: the customer's marks. ARGV: the
-- most marks, milliseconds to live, then name and time of each mark in turn.
for at = 3, #ARGV, 2 do
  if redis.call('HLEN', KEYS[1]) < tonumber(ARGV[1]) then
    redis.call('HSETNX', KEYS[1], ARGV[at], ARGV[at + 1])
  end
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
