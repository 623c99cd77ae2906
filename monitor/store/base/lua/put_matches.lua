#!lua
-- repeatable: yes
-- Puts matches on the deciding loop's stream, each item's once.
-- KEYS matched, matches, undecided   ARGV how long matched is kept in ms, (item, body)*   -> nothing
for i = 2, #ARGV, 2 do
  put_match(KEYS[1], KEYS[3], KEYS[2], ARGV[i], ARGV[i + 1])
end
prune(KEYS[1], now_ms() - ARGV[1])
