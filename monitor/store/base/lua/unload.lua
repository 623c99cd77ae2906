#!lua flags=allow-oom
-- repeatable: yes
-- Deletes keys of a store whose restoring was cut off.
-- KEYS store, key*   -> how many were there; none of a store that is not being restored
local gone = 0
if redis.call('HEXISTS', KEYS[1], 'restoring') == 0 then return 0 end
for i = 2, #KEYS do
  if KEYS[i] ~= KEYS[1] then gone = gone + redis.call('UNLINK', KEYS[i]) end
end
return gone
