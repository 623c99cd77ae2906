#!lua
-- Puts one batch of a poll's items; the last batch also sets validators and next visit, and ends the right
-- to visit. The outcome is remembered with the token, so that a repeated call gives the same answer.
-- A poll all of whose items are new, of a feed that is known, is an overrun: the next visit comes early.
-- KEYS due, lease, saved, memory, good, failure, counts, history, items, seen, pauses
-- ARGV feed, token, batch from 0, last 0|1, baseline 0|1, rejected, memory, next visit in ms,
--      good | put off | failure, backlog limit, pause when held back in ms, how long seen is kept in days,
--      early visit in ms or '', entries not read again, paused group or '', until in ms, time of the visitor in ms or 0,
--      (item, body, mark, second mark or '')*
-- -> {saved|stale|held, new, known, overrun 0|1}
local due, lease, saved_by, memory, good, failure, counts, history, items, seen, pauses = unpack(KEYS)
local feed, token, batch, last, baseline = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4] == '1', ARGV[5] == '1'
local unchanged, visitor_at, first_item = tonumber(ARGV[14]), tonumber(ARGV[17]), 18

local function by_visitor(instant)
  return visitor_at == 0 and instant or on_our_clock(instant, visitor_at)
end

-- In few bytes, because every feed has one.
local function packed(s)
  return cjson.encode({s.token, s.batch, s.state, s.new, s.known, s.overrun, s.before, s.at, s.baseline})
end
local function unpacked(raw)
  local v = cjson.decode(raw)
  return {token = v[1], batch = v[2], state = v[3], new = v[4], known = v[5], overrun = v[6], before = v[7],
          at = v[8], baseline = v[9]}
end

local raw = redis.call('HGET', saved_by, feed)
local saved = raw and unpacked(raw) or {}
if saved.token ~= token then
  local before = redis.call('ZCARD', seen)
  saved = {token = token, batch = -1, state = 'saved', new = 0, known = unchanged, overrun = 0, before = before,
           at = 0, baseline = baseline}
end
if saved.batch >= batch then return {saved.state, saved.new, saved.known, saved.overrun} end
-- Without the batch before, which the server may have forgotten, the validators would outrun the items.
if redis.call('HGET', lease, feed) ~= token or batch ~= saved.batch + 1 then return {'stale', 0, 0, 0} end

local now = now_ms()
saved.batch = batch
local has_items = #ARGV >= first_item
if batch == 0 and has_items and not baseline and redis.call('XLEN', items) >= tonumber(ARGV[10]) then
  saved.state = 'held'
  redis.call('ZADD', due, now + ARGV[11], feed)
  redis.call('HDEL', lease, feed)
  redis.call('HSET', saved_by, feed, packed(saved))
  return {saved.state, 0, 0, 0}
end

local new, known = 0, 0
local today = math.floor(now / 86400000)  -- a small number takes few bytes
if has_items then
  local marks, seen_now = {}, {}
  for i = first_item, #ARGV, 4 do
    marks[#marks + 1] = ARGV[i + 2]
    if ARGV[i + 3] ~= '' then marks[#marks + 1] = ARGV[i + 3] end
  end
  -- One call for all of them: calls are what a script spends its time on.
  local known_marks = {}
  for n, day in ipairs(redis.call('ZMSCORE', seen, unpack(marks))) do known_marks[marks[n]] = day end
  for i = first_item, #ARGV, 4 do
    local mark, second = ARGV[i + 2], ARGV[i + 3]
    local by_first, by_second = known_marks[mark], known_marks[second]
    -- A feed with new guids at every visit must not fill the store with them.
    if by_first or not by_second then seen_now[mark] = true end
    if second ~= '' then seen_now[second] = true end
    if by_first or by_second then
      known = known + 1
    else
      new = new + 1
      known_marks[mark] = today
      if second ~= '' then known_marks[second] = today end
      if baseline then
        redis.call('XADD', history, '*', 'i', ARGV[i], 'v', ARGV[i + 1], 'b', '1')
      else
        local entry = redis.call('XADD', history, '*', 'i', ARGV[i], 'v', ARGV[i + 1])
        redis.call('XADD', items, entry, 'v', ARGV[i + 1])
      end
    end
  end
  local scored = {}
  for mark in pairs(seen_now) do
    scored[#scored + 1] = today
    scored[#scored + 1] = mark
  end
  redis.call('ZADD', seen, unpack(scored))
end
saved.new, saved.known, saved.at = saved.new + new, saved.known + known, now
if new > 0 then redis.call('HINCRBY', counts, 'new', new) end
if known > 0 then redis.call('HINCRBY', counts, 'known', known) end
if baseline and new > 0 then redis.call('HINCRBY', counts, 'baseline', new) end
if last then
  if ARGV[6] ~= '0' then redis.call('HINCRBY', counts, 'rejected', ARGV[6]) end
  redis.call('HSET', memory, feed, ARGV[7])
  -- One item alone says nothing: there are feeds that never show more.
  if has_items and not baseline and saved.known == 0 and saved.new > 1 and saved.before > 0 then
    saved.overrun = 1
    redis.call('HINCRBY', counts, 'overruns', 1)
  end
  local next_visit = saved.overrun == 1 and ARGV[13] ~= '' and ARGV[13] or ARGV[8]
  redis.call('ZADD', due, by_visitor(next_visit), feed)
  redis.call('HDEL', lease, feed)
  if ARGV[9] == 'good' then
    redis.call('HSET', good, feed, now)
    redis.call('HDEL', failure, feed)
  elseif ARGV[9] ~= 'put off' then
    redis.call('HSET', failure, feed, ARGV[9])
  end
  if ARGV[15] ~= '' then redis.call('ZADD', pauses, 'GT', by_visitor(ARGV[16]), ARGV[15]) end
  -- Only now, and only if every entry was read: then every item of the current document has just been scored anew.
  if has_items and unchanged == 0 then prune(seen, today - ARGV[12]) end
end
redis.call('HSET', saved_by, feed, packed(saved))
return {saved.state, saved.new, saved.known, saved.overrun}
