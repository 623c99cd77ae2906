#!lua flags=allow-oom,no-writes
-- repeatable: yes
-- Gives keys with their values, as far as these are small.
-- KEYS key*   ARGV how many members a value may have   -> for each {type, until when it is kept in ms or -1, value or false}
local most = tonumber(ARGV[1])
local sizes = {hash = 'HLEN', set = 'SCARD', zset = 'ZCARD'}
local reads = {hash = {'HGETALL'}, set = {'SMEMBERS'}, zset = {'ZRANGE', 0, -1, 'WITHSCORES'}}
local found = {}
for i, key in ipairs(KEYS) do
  local kind, value = redis.call('TYPE', key).ok, false
  if kind == 'string' then
    value = {redis.call('GET', key)}
  elseif sizes[kind] and redis.call(sizes[kind], key) <= most then
    local read = reads[kind]
    value = redis.call(read[1], key, unpack(read, 2))
  end
  found[i] = {kind, redis.call('PEXPIRETIME', key), value}
end
return found
