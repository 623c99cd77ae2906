#!lua flags=allow-oom
-- repeatable: yes
-- Marks an alert that waits on a fallback as not to be sent there any more, because its own channel has sent it.
-- KEYS queued, told, told_of, withdrawn   ARGV alert, story, how long is kept in ms   -> 1 if it had not been sent
local queued, told, told_of, withdrawn = unpack(KEYS)
if not redis.call('ZSCORE', queued, ARGV[1]) or redis.call('ZSCORE', told, ARGV[1]) then return 0 end
redis.call('ZADD', withdrawn, 'NX', now_ms(), ARGV[1])
prune(withdrawn, now_ms() - ARGV[3])
local left = {}
for _, telling in ipairs(tellings_of(told_of, ARGV[2])) do
  if telling.alert ~= ARGV[1] then left[#left + 1] = telling end
end
set_tellings(told_of, ARGV[2], left)
return 1
