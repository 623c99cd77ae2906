#!lua flags=allow-oom,no-writes
-- repeatable: yes
-- Signs of life, beside the store's time: only its own clock can say how old they are.
-- KEYS beats   -> its time in ms, then holder and sign by turns
local found = redis.call('HGETALL', KEYS[1])
table.insert(found, 1, now_ms())
return found
