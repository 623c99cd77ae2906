#!lua flags=allow-oom
-- Notes an alert as told and takes it off the outbox.
-- KEYS told, told_of, out, delayed, body, try, attempts, counts, rang, followups, follow_body
-- ARGV alert, group, entry, story, at in ms, delivery, how long is kept in ms, latency in ms, message, what it was about,
--      body, due again in ms or 0, due for others in ms or 0   -> 1 the first time
local told, told_of, out, delayed, bodies, try, attempts, counts, rang, followups, follow_bodies = unpack(KEYS)
local alert, now = ARGV[1], now_ms()
finish(out, ARGV[2], ARGV[3])
redis.call('ZREM', delayed, alert)
redis.call('HDEL', bodies, alert)
redis.call('HDEL', try, alert)
if redis.call('ZADD', told, 'NX', now, alert) == 0 then return 0 end
for _, old in ipairs(prune(told, now - ARGV[7])) do redis.call('HDEL', rang, old) end
redis.call('HSET', rang, alert, ARGV[10])

-- A later ring for the story is the one to repeat, but does not put off telling others.
local again, others = 'again ' .. ARGV[4], 'others ' .. ARGV[4]
if ARGV[12] ~= '0' then
  redis.call('ZADD', followups, ARGV[12], again)
  redis.call('HSET', follow_bodies, again, ARGV[11])
end
if ARGV[13] ~= '0' and redis.call('ZADD', followups, 'NX', ARGV[13], others) == 1 then
  redis.call('HSET', follow_bodies, others, ARGV[11])
end

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
