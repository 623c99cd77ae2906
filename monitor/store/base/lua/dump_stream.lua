#!lua flags=allow-oom,no-writes
-- repeatable: yes
-- Gives what a stream has beside its entries.
-- KEYS stream   -> {the last name that was given, {group, its last delivered entry, (entry, consumer, idle in ms, deliveries)*}*}
local function named(pairs_of)
  local found = {}
  for i = 1, #pairs_of, 2 do found[pairs_of[i]] = pairs_of[i + 1] end
  return found
end
local found = {named(redis.call('XINFO', 'STREAM', KEYS[1]))['last-generated-id']}
for _, each in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local group = named(each)
  local held = {group['name'], group['last-delivered-id']}
  local many = math.max(group['pending'], 1)
  for _, one in ipairs(redis.call('XPENDING', KEYS[1], group['name'], '-', '+', many)) do
    for i = 1, 4 do held[#held + 1] = tostring(one[i]) end
  end
  found[#found + 1] = held
end
return found
