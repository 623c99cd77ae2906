#!lua
-- repeatable: yes
-- Goes on holding rights to visit. One that has run out, and was given to another, stays with the other.
-- KEYS due, lease   ARGV lease in ms, (feed, token)*   -> how many are still held
local until_ms, held = now_ms() + ARGV[1], 0
for i = 2, #ARGV, 2 do
  if redis.call('HGET', KEYS[2], ARGV[i]) == ARGV[i + 1] then
    redis.call('ZADD', KEYS[1], 'XX', until_ms, ARGV[i])
    held = held + 1
  end
end
return held
