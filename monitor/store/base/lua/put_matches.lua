#!lua
-- repeatable: yes
-- Puts matches on the deciding loop's stream, each item's once.
-- KEYS matched, matches, undecided   ARGV how long matched is kept in ms, (item, body)*   -> how many were new
local new = 0
for i = 2, #ARGV, 2 do
  if put_match(KEYS[1], KEYS[3], KEYS[2], ARGV[i], ARGV[i + 1]) then new = new + 1 end
end
prune(KEYS[1], now_ms() - ARGV[1])
return new
