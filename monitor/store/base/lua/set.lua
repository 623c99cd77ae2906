#!lua
-- repeatable: yes
-- Sets a value.
-- KEYS key   ARGV value, how long it is kept in ms or 0 for ever   -> nothing
if ARGV[2] == '0' then
  redis.call('SET', KEYS[1], ARGV[1])
else
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
end
