#!lua flags=allow-oom
-- repeatable: yes
-- Remembers up to which entry a stream is on disk. What an older holder of the lease says does not count, nor a smaller
-- entry, unless a new life of the archive's files begins: then the store had forgotten some, and is read from its start.
-- KEYS archived   ARGV entry, life of the files, token   -> 1, or 0 for an old token or life
local held = redis.call('HMGET', KEYS[1], 'entry', 'files', 'token')
local files, token = tonumber(held[2] or 0) or 0, tonumber(held[3] or 0) or 0
if token > tonumber(ARGV[3]) or files > tonumber(ARGV[2]) then return 0 end
local function parts(entry)
  local ms, sequence = string.match(entry, '^(%d+)-(%d+)$')
  return tonumber(ms), tonumber(sequence)
end
if held[1] and files == tonumber(ARGV[2]) then
  local ms, sequence = parts(held[1])
  local new_ms, new_sequence = parts(ARGV[1])
  if ms and (new_ms < ms or (new_ms == ms and new_sequence < sequence)) then ARGV[1] = held[1] end
end
redis.call('HSET', KEYS[1], 'entry', ARGV[1], 'files', ARGV[2], 'token', ARGV[3])
return 1
