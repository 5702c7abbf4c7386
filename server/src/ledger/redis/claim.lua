-- Hands out the code that one of the names has, or else the next one of the pool, and
-- notes it under all the names. KEYS: codes by name; the codes left. ARGV: the names.
local code = false
for _, name in ipairs(ARGV) do
  code = code or redis.call('HGET', KEYS[1], name)
end
local new = not code
code = code or redis.call('LPOP', KEYS[2])
if not code then
  return {false, 0}
end
for _, name in ipairs(ARGV) do
  redis.call('HSETNX', KEYS[1], name, code)
end
return {code, new and 1 or 0}
