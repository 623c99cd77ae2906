#!lua flags=allow-oom
-- repeatable: yes
-- Takes entries off a work stream, each counted once, or puts them there in another form. What somebody works on is left
-- alone: it goes on as what becomes of it, and is forgotten as that.
-- KEYS stream, counts, undecided   ARGV group, counter, for how many ms one may be silent who works on an entry,
--      (entry, item or '' , new body or '')*   -> how many were taken off or put there in another form
local stream, counts, undecided, changed = KEYS[1], KEYS[2], KEYS[3], 0
for i = 4, #ARGV, 3 do
  local pending = redis.pcall('XPENDING', stream, ARGV[1], ARGV[i], ARGV[i], 1)
  local busy = not pending.err and pending[1] and pending[1][3] < tonumber(ARGV[3])
  local found = not busy and redis.call('XRANGE', stream, ARGV[i], ARGV[i])[1]
  if found then
    changed = changed + 1
    redis.pcall('XACK', stream, ARGV[1], ARGV[i])
    redis.call('XDEL', stream, ARGV[i])
    if ARGV[i + 2] ~= '' then
      local fields = found[2]
      for at = 1, #fields, 2 do
        if fields[at] == 'v' then fields[at + 1] = ARGV[i + 2] end
      end
      redis.call('XADD', stream, '*', unpack(fields))
    else
      bump(counts, ARGV[2], 1)
      if ARGV[i + 1] ~= '' then redis.call('SREM', undecided, ARGV[i + 1]) end
    end
  end
end
return changed
