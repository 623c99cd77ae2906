#!lua
-- repeatable: yes
-- Puts a part of a value into a store that is restored. Entries of a stream that are there stay.
-- KEYS key   ARGV kind, until when it is kept in ms or -1, then by kind: the string; (field, value)*; member*;
--      (member, score)*; (entry, how many fields and values, (field or value)*)*   -> nothing
local key, kind = KEYS[1], ARGV[1]
local function each(step, write)
  for i = 3, #ARGV, step do write(ARGV[i], ARGV[i + 1]) end
end
if kind == 'string' then
  redis.call('SET', key, ARGV[3])
elseif kind == 'hash' then
  each(2, function(field, value) redis.call('HSET', key, field, value) end)
elseif kind == 'set' then
  each(1, function(member) redis.call('SADD', key, member) end)
elseif kind == 'zset' then
  each(2, function(member, score) redis.call('ZADD', key, score, member) end)
elseif kind == 'stream' then
  local i = 3
  while i <= #ARGV do
    local last = i + 1 + tonumber(ARGV[i + 1])
    add_once(key, ARGV[i], unpack(ARGV, i + 2, last))
    i = last + 1
  end
end
if ARGV[2] ~= '-1' then redis.call('PEXPIREAT', key, ARGV[2]) end
