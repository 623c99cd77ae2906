#!lua
-- repeatable: yes
-- Adds entries to the copy of a stream, under their own names. Those that are there stay.
-- KEYS copy   ARGV whether it begins 0|1, (entry, how many fields and values, (field or value)*)*   -> nothing
if ARGV[1] == '1' then redis.call('DEL', KEYS[1]) end
local i = 2
while i <= #ARGV do
  local last = i + 1 + tonumber(ARGV[i + 1])
  add_once(KEYS[1], ARGV[i], unpack(ARGV, i + 2, last))
  i = last + 1
end
