#!lua flags=allow-oom
-- repeatable: yes
-- Puts an attempt off. A newer body that came meanwhile stays. What the server has forgotten is decided anew, and
-- comes again by itself.
-- KEYS told, out, delayed, body, try, events, pause (not_before or backoff)
-- ARGV alert, member, group, entry, due in ms, body, mark, delivery, until when the whole channel waits in ms or 0,
--      time of the sender in ms   -> 1 the first time
local told, out, delayed, bodies, try, events, pause = unpack(KEYS)
local alert, member, due = ARGV[1], ARGV[2], string.format('%.0f', on_our_clock(ARGV[5], ARGV[10]))
if redis.call('ZSCORE', told, alert) then return 0 end
local put_off = tonumber(redis.call('ZSCORE', delayed, member) or -1) == tonumber(due)
if put_off and redis.call('HGET', try, member) == ARGV[7] then return 0 end
if ARGV[9] ~= '0' then
  local until_ms = string.format('%.0f', on_our_clock(ARGV[9], ARGV[10]))
  redis.call('SET', pause, until_ms, 'PXAT', until_ms)
end
if finish(out, ARGV[3], ARGV[4]) == 0 and not redis.call('ZSCORE', delayed, member) then return 0 end
redis.call('HSETNX', bodies, member, ARGV[6])
redis.call('ZADD', delayed, due, member)
redis.call('HSET', try, member, ARGV[7])
note_attempt(events, alert, ARGV[8])
return 1
