#!lua flags=allow-oom
-- repeatable: yes
-- Notes the alerts of one message as told, and takes them off the outbox. What the server has forgotten to be there
-- is noted as well, but counted when it comes again and is taken off: see begin.lua.
-- KEYS told, told_of, stream (out or urgent), delayed, body, try, events, counts, rang, followups, follow_body
-- ARGV group, how long is kept in ms, (alert, entry, story, at in ms, delivery, latency in ms, message,
--      what it was about, body, due again in ms or 0)*   -> how many were not noted before
local told, told_of, stream, delayed, bodies, try, events, counts, rang, followups, follow_bodies = unpack(KEYS)
local now, noted = now_ms(), 0

-- The last alert of the story is the one to repeat.
local function follow_up(story, body, again_at)
  local again = 'again ' .. story
  if again_at ~= '0' then
    redis.call('ZADD', followups, again_at, again)
    redis.call('HSET', follow_bodies, again, body)
  end
end

local function accept(story, alert, at, message)
  local tellings = tellings_of(told_of, story)
  for _, telling in ipairs(tellings) do
    if telling.alert == alert then
      telling.accepted = true
      telling.at = tonumber(at)
      telling.message = message
    end
  end
  set_tellings(told_of, story, tellings)
end

for i = 3, #ARGV, 10 do
  local alert, entry, story, at, delivery, latency, message, about, body, again_at = unpack(ARGV, i, i + 9)
  local removed = finish(stream, ARGV[1], entry) + redis.call('ZREM', delayed, alert)
  redis.call('HDEL', bodies, alert)
  redis.call('HDEL', try, alert)
  if removed > 0 then bump(counts, 'told', 1) end
  if redis.call('ZADD', told, 'NX', now, alert) == 1 then
    noted = noted + 1
    redis.call('HSET', rang, alert, about)
    follow_up(story, body, again_at)
    accept(story, alert, at, message)
    note_attempt(events, alert, delivery)
    bump(counts, 'latency_ms', latency)
  end
end
for _, old in ipairs(prune(told, now - ARGV[2])) do redis.call('HDEL', rang, old) end
return noted
