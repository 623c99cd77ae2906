#!lua
-- repeatable: yes
-- Says of a store that it is being restored, so that no monitor uses it before that is done; or that it is restored.
-- KEYS store   ARGV nothing to make an end of it, or which backup, a format that no version reads, then, when it is done,
--      (field, value)* of the store's record   -> nothing
redis.call('DEL', KEYS[1])
if #ARGV == 0 then return end
if #ARGV == 2 then
  redis.call('HSET', KEYS[1], 'restoring', ARGV[1], 'format', ARGV[2], 'id', 'restoring', 'sequence', 0)
else
  for i = 3, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
end
