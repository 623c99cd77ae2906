#!lua
-- Puts an alert on its channel's outbox, once, and notes that telling it was decided. Given the entry of a
-- dead letter, the alert moves from there.
-- KEYS queued, out, told_of, stories, dead, counts
-- ARGV alert, body, story, item, severity, at in ms, how long is kept in ms, dead letter or '', notice 0|1
-- -> 1 if it was put
local queued, out, told_of, stories, dead, counts = unpack(KEYS)
local alert, body, story, item = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local was_dead = ARGV[8] ~= ''
if was_dead and redis.call('XDEL', dead, ARGV[8]) == 0 then return 0 end
local now = now_ms()
if redis.call('ZADD', queued, 'NX', now, alert) == 0 then return 0 end
if was_dead then redis.call('HINCRBY', counts, 'dead', -1) end
if ARGV[9] == '1' and not was_dead then redis.call('HINCRBY', counts, 'notices', 1) end
redis.call('XADD', out, '*', 'a', alert, 'v', body)
local tellings = tellings_of(told_of, story)
tellings[#tellings + 1] = {
  alert = alert, item = item, severity = tonumber(ARGV[5]), at = tonumber(ARGV[6]), accepted = false,
}
if #tellings > 8 then table.remove(tellings, 1) end
set_tellings(told_of, story, tellings)
redis.call('ZADD', stories, now, story)
prune(queued, now - ARGV[7])
for _, old in ipairs(prune(stories, now - ARGV[7])) do redis.call('HDEL', told_of, old) end
return 1
