#!lua flags=allow-oom
-- repeatable: yes
-- Moves a value that nobody can read to where such values are kept, so that everything else goes on.
-- KEYS where it is, where they are kept, counts, sorted set that has it as well
-- ARGV entry, field or member, or '' for all of a string; the value; why; group that it is pending for, or ''; counter or '';
--      what is put in its place in a hash, or ''   -> 1 if it was there still
local at, kept, counts, waiting = unpack(KEYS)
local member, value = ARGV[1], ARGV[2]
local kind, gone = redis.call('TYPE', at).ok, 0
if kind == 'stream' then
  if ARGV[4] ~= '' then redis.pcall('XACK', at, ARGV[4], member) end
  gone = redis.call('XDEL', at, member)
elseif kind == 'hash' then
  if redis.call('HGET', at, member) == value then
    gone = redis.call('HDEL', at, member)
    if ARGV[6] ~= '' then redis.call('HSET', at, member, ARGV[6]) end
  end
elseif kind == 'string' then
  if redis.call('GET', at) == value then gone = redis.call('DEL', at) end
elseif kind == 'set' then
  gone = redis.call('SREM', at, member)
elseif kind == 'zset' then
  gone = redis.call('ZREM', at, member)
end
if waiting ~= at then redis.call('ZREM', waiting, member) end
if gone == 0 then return 0 end
redis.call('XADD', kept, 'MAXLEN', '~', 1000, '*', 'key', at, 'at', member, 'v', value, 'why', ARGV[3])
if ARGV[5] ~= '' then bump(counts, ARGV[5], 1) end
return 1
