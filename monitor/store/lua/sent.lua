#!lua flags=allow-oom
-- Notes an alert as told and takes it off the outbox.
-- KEYS told, told_of, out, delayed, body, try, attempts, counts
-- ARGV alert, group, entry, story, at in ms, delivery, how long is kept in ms, latency in ms, message   -> 1 the first time
local told, told_of, out, delayed, bodies, try, attempts, counts = unpack(KEYS)
local alert, now = ARGV[1], now_ms()
finish(out, ARGV[2], ARGV[3])
redis.call('ZREM', delayed, alert)
redis.call('HDEL', bodies, alert)
redis.call('HDEL', try, alert)
if redis.call('ZADD', told, 'NX', now, alert) == 0 then return 0 end
prune(told, now - ARGV[7])
local tellings = tellings_of(told_of, ARGV[4])
for _, telling in ipairs(tellings) do
  if telling.alert == alert then
    telling.accepted = true
    telling.at = tonumber(ARGV[5])
    telling.message = ARGV[9]
  end
end
set_tellings(told_of, ARGV[4], tellings)
note_attempt(attempts, alert, ARGV[6])
redis.call('HINCRBY', counts, 'told', 1)
redis.call('HINCRBY', counts, 'latency_ms', ARGV[8])
return 1
