#!lua
-- repeatable: yes
-- Writes a stream again, with its groups and what is pending: a deleted entry leaves its bytes behind where others are near.
-- KEYS stream, copy   ARGV how many entries it may have at most   -> 1 if none are left, 0 if it must stay as it is
local stream, copy = KEYS[1], KEYS[2]
local length = redis.call('XLEN', stream)
if length == 0 then return 1 end
if length > tonumber(ARGV[1]) then return 0 end
local function named(pairs_of)
  local found = {}
  for i = 1, #pairs_of, 2 do found[pairs_of[i]] = pairs_of[i + 1] end
  return found
end
local function abandon()
  redis.call('DEL', copy)
  return 0
end
redis.call('DEL', copy)
for _, entry in ipairs(redis.call('XRANGE', stream, '-', '+')) do redis.call('XADD', copy, entry[1], unpack(entry[2])) end
redis.call('XSETID', copy, named(redis.call('XINFO', 'STREAM', stream))['last-generated-id'])
for _, each in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
  local group = named(each)
  redis.call('XGROUP', 'CREATE', copy, group['name'], group['last-delivered-id'])
  for _, one in ipairs(redis.call('XPENDING', stream, group['name'], '-', '+', ARGV[1])) do
    local claimed = redis.call('XCLAIM', copy, group['name'], one[2], 0, one[1], 'IDLE', one[3], 'RETRYCOUNT', one[4],
                               'FORCE', 'JUSTID')
    if #claimed == 0 then return abandon() end
  end
end
redis.call('RENAME', copy, stream)
return 1
