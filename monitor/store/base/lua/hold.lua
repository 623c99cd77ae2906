#!lua flags=allow-oom
-- repeatable: yes
-- Takes or renews a lease. The fencing token grows with each change of holder, and with each life of the server.
-- A server that took over from another may have forgotten what it had confirmed.
-- KEYS lease, fence, doubt   ARGV holder, lease in ms, whether servers take over 0|1   -> token, or false while another holds it
local holder = redis.call('GET', KEYS[1])
-- One that never ends was not taken by anybody.
if holder and holder ~= ARGV[1] and redis.call('PTTL', KEYS[1]) ~= -1 then return false end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
local fence, this = redis.call('HMGET', KEYS[2], 'holder', 'life', 'token'), life()
if fence[1] == ARGV[1] and fence[2] == this and tonumber(fence[3]) then return tonumber(fence[3]) end
if fence[2] and fence[2] ~= this and ARGV[3] == '1' then redis.call('SET', KEYS[3], string.format('%.0f', now_ms())) end
local token = after(fence[3])
redis.call('HSET', KEYS[2], 'holder', ARGV[1], 'life', this, 'token', token)
return tonumber(token)
