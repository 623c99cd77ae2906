#!lua
-- repeatable: yes
-- Puts an alert on its channel's outbox, once, and notes that telling it was decided. Given the entry of a
-- dead letter, the alert moves from there. What is held waits among what is due later. Whether it is sent or not,
-- others are notified if nobody acknowledges it in time; a later alert of the story does not put that off.
-- KEYS queued, stream (out or urgent), delayed, body, told_of, stories, dead, counts, followups, follow_body
-- ARGV alert, body, story, item, severity, at in ms, how long is kept in ms, dead letter or '', not before in ms or 0,
--      counter of rings beyond the matches or '', life in which it was decided or '', due for others in ms or 0
-- -> 1 if it was put, 0 if it was put before, or false in another life
local queued, stream, delayed, bodies, told_of, stories, dead, counts, followups, follow_bodies = unpack(KEYS)
local alert, body, story, item = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local was_dead, not_before, beyond = ARGV[8] ~= '', tonumber(ARGV[9]), ARGV[10]
if ARGV[11] ~= '' and ARGV[11] ~= life() then return false end
if was_dead and redis.call('XDEL', dead, ARGV[8]) == 0 then return 0 end
local now = now_ms()
if redis.call('ZADD', queued, 'NX', now, alert) == 0 then return 0 end
if was_dead then bump(counts, 'dead', -1) end
if beyond ~= '' and not was_dead then bump(counts, beyond, 1) end
local held = not_before > now
if held then
  redis.call('HSET', bodies, alert, body)
  redis.call('ZADD', delayed, not_before, alert)
else
  redis.call('XADD', stream, '*', 'a', alert, 'v', body)
end
if ARGV[12] ~= '0' then notify_others(followups, follow_bodies, story, ARGV[12], body) end
local tellings = tellings_of(told_of, story)
tellings[#tellings + 1] = {
  alert = alert, item = item, severity = tonumber(ARGV[5]), at = tonumber(ARGV[6]), accepted = false,
  held = held and not_before or 0,
}
if #tellings > 8 then table.remove(tellings, 2) end -- the first is the one that later messages answer to
set_tellings(told_of, story, tellings)
redis.call('ZADD', stories, now, story)
prune(queued, now - ARGV[7])
for _, old in ipairs(prune(stories, now - ARGV[7])) do redis.call('HDEL', told_of, old) end
return 1
