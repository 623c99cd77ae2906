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

-- A feed's marks are a string of records: six bytes of mark, one of the day. One string, because a call for each of
-- them is what a script would spend its time on, and a member of a set is twice as large.
local MARK, RECORD = 6, 7

-- Where a mark stands among the records; nil if it does not.
local function place(records, mark)
  local at = string.find(records, mark, 1, true)
  while at and (at - 1) % RECORD ~= 0 do at = string.find(records, mark, at + 1, true) end
  return at
end

-- Whether the record there was last dated more than so many days ago. Days come round after 256; what seems to be
-- half a round old or more is of tomorrow, before a clock was set back.
local function is_old(records, at, today, days)
  local age = (today - string.byte(records, at + MARK)) % 256
  return age > days and age < 128
end

local function pruned(records, today, days)
  local kept = {}
  for at = 1, #records, RECORD do
    if not is_old(records, at, today, days) then kept[#kept + 1] = string.sub(records, at, at + MARK) end
  end
  return table.concat(kept)
end

-- In few bytes, because every feed has one.
local function packed(s)
  return cjson.encode({s.token, s.batch, s.state, s.new, s.known, s.overrun, s.before, s.at, s.baseline})
end
local function unpacked(raw)
  local v = from_json(raw)
  return {token = v[1], batch = v[2], state = v[3], new = v[4], known = v[5], overrun = v[6], before = v[7],
          at = v[8], baseline = v[9]}
end

local raw = redis.call('HGET', saved_by, feed)
local saved = raw and unpacked(raw) or {}
if saved.token ~= token then
  local before = redis.call('EXISTS', seen)
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
local today, old = math.floor(now / 86400000), false
if has_items then
  local records, put, fresh = redis.call('GET', seen) or '', {}, {}
  local day = today % 256
  -- Dates a mark that stands there, or makes a record of it.
  local function remember(mark, at)
    if not at and not put[mark] then
      put[mark] = true
      fresh[#fresh + 1] = mark .. string.char(day)
    elseif at and string.byte(records, at + MARK) ~= day then
      old = true
      redis.call('SETRANGE', seen, at + MARK - 1, string.char(day))
    end
  end
  for i = first_item, #ARGV, 4 do
    local mark, second = ARGV[i + 2], ARGV[i + 3]
    local first_at, second_at = place(records, mark), second ~= '' and place(records, second)
    local by_first, by_second = first_at or put[mark], second_at or put[second]
    -- A feed with new guids at every visit must not fill the store with them.
    if by_first or not by_second then remember(mark, first_at) end
    if second ~= '' then remember(second, second_at) end
    if by_first or by_second then
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
  -- Written whole as long as it is short: a string that is appended to keeps as much room again for more.
  if #fresh > 0 and #records < 16384 then
    redis.call('SET', seen, (old and redis.call('GET', seen) or records) .. table.concat(fresh))
  elseif #fresh > 0 then
    redis.call('APPEND', seen, table.concat(fresh))
  end
end
saved.new, saved.known, saved.at = saved.new + new, saved.known + known, now
if new > 0 then bump(counts, 'new', new) end
if known > 0 then bump(counts, 'known', known) end
if baseline and new > 0 then bump(counts, 'baseline', new) end
if last then
  if ARGV[6] ~= '0' then bump(counts, 'rejected', ARGV[6]) end
  redis.call('HSET', memory, feed, ARGV[7])
  -- One item alone says nothing: there are feeds that never show more.
  if has_items and not baseline and saved.known == 0 and saved.new > 1 and saved.before > 0 then
    saved.overrun = 1
    bump(counts, 'overruns', 1)
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
  -- Only now, and only if every entry was read: then every item of the current document has today's date. And only
  -- if there may be something to forget, which is once a day.
  if has_items and unchanged == 0 then
    local records, days = redis.call('GET', seen), tonumber(ARGV[12])
    if old or is_old(records, 1, today, days) then
      local left = pruned(records, today, days)
      if #left < #records then redis.call('SET', seen, left) end
    end
  end
end
redis.call('HSET', saved_by, feed, packed(saved))
return {saved.state, saved.new, saved.known, saved.overrun}
