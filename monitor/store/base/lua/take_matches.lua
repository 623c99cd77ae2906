#!lua
-- repeatable: yes
-- Takes the oldest matches that are not decided, whoever took them before.
-- KEYS fence, matches, counts   ARGV token, group, consumer, count   -> entries, or false for an old token
if not holds(KEYS[1], ARGV[1]) then return false end
local count = tonumber(ARGV[4])
local entries = read_group(KEYS[2], ARGV[2], ARGV[3], '0', count, KEYS[3])
for _, entry in ipairs(read_group(KEYS[2], ARGV[2], ARGV[3], '>', count - #entries, KEYS[3])) do
  entries[#entries + 1] = entry
end
return entries
