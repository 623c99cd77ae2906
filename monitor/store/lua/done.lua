#!lua flags=allow-oom
-- Takes examined items off their stream.
-- KEYS items, counts   ARGV group, (entry, matched 0|1)*   -> how many were still there
local examined, matched = 0, 0
for i = 2, #ARGV, 2 do
  if finish(KEYS[1], ARGV[1], ARGV[i]) == 1 then
    examined = examined + 1
    matched = matched + ARGV[i + 1]
  end
end
if examined > 0 then redis.call('HINCRBY', KEYS[2], 'examined', examined) end
if matched > 0 then redis.call('HINCRBY', KEYS[2], 'matched_items', matched) end
return examined
