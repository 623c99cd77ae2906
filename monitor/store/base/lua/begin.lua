#!lua flags=allow-oom
-- repeatable: yes
-- Notes that an attempt begins, and renews the lease. What was sent already, or was withdrawn, is taken off. What
-- follows an alert of the same story that failed and waits to be tried again is put behind it, unless it may overtake.
-- KEYS fence, lease, told, out, delayed, body, try, counts, told_of, withdrawn
-- ARGV token, lease in ms, alert, member, group, entry, mark, story, may overtake 0|1   -> 1 if it may be sent
local fence, lease, told, out, delayed, bodies, try, counts, told_of, withdrawn = unpack(KEYS)
if not holds(fence, ARGV[1]) then return 0 end
redis.call('SET', lease, redis.call('HGET', fence, 'holder'), 'PX', ARGV[2])
local sent = redis.call('ZSCORE', told, ARGV[3])
if sent or redis.call('ZSCORE', withdrawn, ARGV[3]) then
  local removed = finish(out, ARGV[5], ARGV[6]) + redis.call('ZREM', delayed, ARGV[4])
  if removed > 0 and sent then bump(counts, 'told', 1) end
  if removed > 0 and not sent then bump(counts, 'reminders', -1) end
  redis.call('HDEL', bodies, ARGV[4])
  redis.call('HDEL', try, ARGV[4])
  return 0
end

-- When the alert before this one, of the same story, is tried again; nil if none is.
local function due_before()
  local due
  for _, telling in ipairs(tellings_of(told_of, ARGV[8])) do
    if telling.alert == ARGV[3] then return due end
    if not telling.accepted and redis.call('HEXISTS', try, telling.alert) == 1 then
      due = redis.call('ZSCORE', delayed, telling.alert) or due
    end
  end
end

local due = ARGV[9] == '0' and due_before()
if due then
  local found = redis.call('XRANGE', out, ARGV[6], ARGV[6])
  if found[1] then redis.call('HSETNX', bodies, ARGV[4], found[1][2][4]) end
  if finish(out, ARGV[5], ARGV[6]) == 1 or redis.call('ZSCORE', delayed, ARGV[4]) then
    redis.call('ZADD', delayed, string.format('%.0f', due + 1), ARGV[4])
    redis.call('HSETNX', try, ARGV[4], '0 0')
  end
  return 0
end
redis.call('HSET', try, ARGV[4], ARGV[7])
return 1
