#!lua
-- repeatable: yes
-- Writes a decision to the log, takes its match off the stream, and renews the lease. In the same step goes what it
-- changed of the tallies, and the matches of the rules that ring by it. Time may change them too, without a match.
-- KEYS fence, lease, matches, undecided, log, counts, tallies, matched
-- ARGV token, lease in ms, group, entry or '', item, body or '' for a match that only counts, matched, folded, silenced,
--      queued, how long matched is kept in ms, how many tallies, (key, body, or '' to forget it)*, (item, body)*
--      -> 1, or 0 for an old token
local fence, lease, matches, undecided, log, counts, tallies, matched = unpack(KEYS)
if not holds(fence, ARGV[1]) then return 0 end
redis.call('SET', lease, redis.call('HGET', fence, 'holder'), 'PX', ARGV[2])
if ARGV[4] ~= '' then
  if finish(matches, ARGV[3], ARGV[4]) == 0 then return 1 end
  bump(counts, 'decided', 1)
  redis.call('SREM', undecided, ARGV[5])
end
if ARGV[6] ~= '' then redis.call('XADD', log, '*', 'i', ARGV[5], 'v', ARGV[6]) end
for i, name in ipairs({'matched', 'folded', 'silenced', 'queued'}) do
  if ARGV[6 + i] ~= '0' then bump(counts, name, ARGV[6 + i]) end
end
local first = 13 + 2 * tonumber(ARGV[12])
for i = 13, first - 1, 2 do
  if ARGV[i + 1] == '' then
    redis.call('HDEL', tallies, ARGV[i])
  else
    redis.call('HSET', tallies, ARGV[i], ARGV[i + 1])
  end
end
for i = first, #ARGV, 2 do
  if put_match(matched, undecided, matches, ARGV[i], ARGV[i + 1]) then bump(counts, 'correlated', 1) end
end
if first <= #ARGV then prune(matched, now_ms() - ARGV[11]) end
return 1
