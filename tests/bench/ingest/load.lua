-- What wrk sends: POSTs whose events have ids that nobody had before. The template comes in
-- a file; where an id belongs it has "%ID%". Told by environment: TEMPLATE, NONCE, PAUSE (ms).
local pause = tonumber(os.getenv("PAUSE"))
local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("thread_number", threads)
end

function init()
  local file = assert(io.open(os.getenv("TEMPLATE"), "rb"))
  local text = file:read("*a")
  file:close()
  parts = {}
  local from = 1
  while true do
    local at, to = text:find("%ID%", from, true)
    if not at then break end
    parts[#parts + 1] = text:sub(from, at - 1)
    from = to + 1
  end
  last = text:sub(from)
  ids = 0
  start = string.format("%08x-%04x-7000-8000-", tonumber(os.getenv("NONCE")), thread_number)
  headers = { ["content-type"] = "text/plain;charset=UTF-8", ["origin"] = os.getenv("ORIGIN") }
end

function request()
  local body = {}
  for _, part in ipairs(parts) do
    ids = ids + 1
    body[#body + 1] = part
    body[#body + 1] = start .. string.format("%012x", ids)
  end
  body[#body + 1] = last
  return wrk.format("POST", nil, headers, table.concat(body))
end

if pause > 0 then
  function delay()
    -- Not all connections in step.
    return math.random(0, 2 * pause)
  end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"seconds":%f,"failed":%d,"p50_ms":%f,"p99_ms":%f,"p999_ms":%f}\n',
    summary.requests, summary.duration / 1e6,
    errors.connect + errors.read + errors.write + errors.timeout + errors.status,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency:percentile(99.9) / 1e3))
end
