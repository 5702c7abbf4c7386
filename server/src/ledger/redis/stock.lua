-- Puts codes that the shop never had into a pool and returns how many those were.
-- KEYS: every code of the shop; the codes left. ARGV: the codes.
local new = 0
for _, code in ipairs(ARGV) do
  if redis.call('SADD', KEYS[1], code) == 1 then
    redis.call('RPUSH', KEYS[2], code)
    new = new + 1
  end
end
return new
