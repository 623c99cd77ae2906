#!lua flags=allow-oom
-- repeatable: yes
-- Notes that somebody fell over an entry. After too many times it is set aside, so that the others go on.
-- KEYS stream, stumbles, aside, counts   ARGV group, entry, how often is too often, why, name of this time
-- -> 1 if it is set aside
local stream, stumbles, aside, counts = unpack(KEYS)
local times, name = string.match(redis.call('HGET', stumbles, ARGV[2]) or '0 ', '^(%d+) (.*)$')
times = times or 0
if name ~= ARGV[5] then times = times + 1 end
redis.call('HSET', stumbles, ARGV[2], string.format('%d %s', times, ARGV[5]))
if tonumber(times) < tonumber(ARGV[3]) then return 0 end
local found = redis.call('XRANGE', stream, ARGV[2], ARGV[2])
redis.call('HDEL', stumbles, ARGV[2])
if finish(stream, ARGV[1], ARGV[2]) == 0 then return 1 end -- done before, by this or by another
redis.call('XADD', aside, 'MAXLEN', '~', 1000, '*', 'v', found[1][2][2], 'why', ARGV[4])
bump(counts, 'aside', 1)
return 1
