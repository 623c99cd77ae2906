#!lua flags=allow-oom
-- repeatable: yes
-- Takes examined items off their stream, unless the server may have forgotten their matches.
-- KEYS items, counts   ARGV group, life, (entry, matched 0|1)*   -> how many were still there, or false in another life
if life() ~= ARGV[2] then return false end
local examined, matched = 0, 0
for i = 3, #ARGV, 2 do
  if finish(KEYS[1], ARGV[1], ARGV[i]) == 1 then
    examined = examined + 1
    matched = matched + ARGV[i + 1]
  end
end
if examined > 0 then bump(KEYS[2], 'examined', examined) end
if matched > 0 then bump(KEYS[2], 'matched_items', matched) end
return examined
