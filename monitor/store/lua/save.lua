#!lua
-- Puts one batch of a poll's items; the last batch also sets validators and next visit, and ends the right
-- to visit. The outcome is remembered with the token, so that a repeated call gives the same answer.
-- KEYS due, lease, saved, memory, good, failure, counts, history, items, seen
-- ARGV feed, token, batch from 0, last 0|1, baseline 0|1, rejected, memory, next visit in ms, failure or '',
--      backlog limit, pause when held back in ms, how long seen is kept in ms, (item, body)*
-- -> {saved|stale|held, new, known}
local due, lease, saved_by, memory, good, failure, counts, history, items, seen = unpack(KEYS)
local feed, token, batch, last, baseline = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4] == '1', ARGV[5] == '1'
local first_item = 13
local raw = redis.call('HGET', saved_by, feed)
local saved = raw and cjson.decode(raw) or {}
if saved.token ~= token then saved = {token = token, batch = -1, state = 'saved', new = 0, known = 0} end
if saved.batch >= batch then return {saved.state, saved.new, saved.known} end
if redis.call('HGET', lease, feed) ~= token then return {'stale', 0, 0} end

local now = now_ms()
saved.batch = batch
local has_items = #ARGV >= first_item
if batch == 0 and has_items and not baseline and redis.call('XLEN', items) >= tonumber(ARGV[10]) then
  saved.state = 'held'
  redis.call('ZADD', due, now + ARGV[11], feed)
  redis.call('HDEL', lease, feed)
  redis.call('HSET', saved_by, feed, cjson.encode(saved))
  return {saved.state, 0, 0}
end

local new, known = 0, 0
for i = first_item, #ARGV, 2 do
  if redis.call('ZADD', seen, now, ARGV[i]) == 0 then
    known = known + 1
  else
    new = new + 1
    if baseline then
      redis.call('XADD', history, '*', 'i', ARGV[i], 'v', ARGV[i + 1], 'b', '1')
    else
      local entry = redis.call('XADD', history, '*', 'i', ARGV[i], 'v', ARGV[i + 1])
      redis.call('XADD', items, entry, 'v', ARGV[i + 1])
    end
  end
end
saved.new, saved.known = saved.new + new, saved.known + known
redis.call('HSET', saved_by, feed, cjson.encode(saved))
if new > 0 then redis.call('HINCRBY', counts, 'new', new) end
if known > 0 then redis.call('HINCRBY', counts, 'known', known) end
if baseline and new > 0 then redis.call('HINCRBY', counts, 'baseline', new) end
if last then
  if ARGV[6] ~= '0' then redis.call('HINCRBY', counts, 'rejected', ARGV[6]) end
  redis.call('HSET', memory, feed, ARGV[7])
  redis.call('ZADD', due, ARGV[8], feed)
  redis.call('HDEL', lease, feed)
  if ARGV[9] == '' then
    redis.call('HSET', good, feed, now)
    redis.call('HDEL', failure, feed)
  else
    redis.call('HSET', failure, feed, ARGV[9])
  end
  -- Only now: every item of the current document has just been scored anew.
  if has_items then prune(seen, now - ARGV[12]) end
end
return {saved.state, saved.new, saved.known}
