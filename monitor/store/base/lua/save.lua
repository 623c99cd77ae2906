#!lua
-- repeatable: yes
-- Puts one batch of a poll's items; the last batch also sets validators and next visit, and ends the right
-- to visit. The outcome is remembered with the token, so that a repeated call gives the same answer.
-- A poll all of whose items are new, of a feed that is known, is an overrun: the next visit comes early.
-- An item is known by its mark, or by its second mark if its id is another at every visit. If its wording is another
-- than at the last visit, it goes to detection once more, as far as `may_look_again` lets it. If its names are new and
-- its words are those of an item that is gone, it may be that item, see `is_only_renamed`.
-- KEYS due, lease, saved, memory, good, failure, counts, history, items, seen, pauses, old marks, edits
-- ARGV feed, token, batch from 0, last 0|1, baseline 0|1, rejected, memory, next visit in ms,
--      good | put off | failure, backlog limit, pause when held back in ms, how long seen is kept in days,
--      early visit in ms or '', entries not read again, paused group or '', until in ms, time of the visitor in ms or 0,
--      entries that are the same as another, entries that nobody accounts for, whether all entries were read 0|1,
--      whether prints are taken as they are 0|1, or 2: other words under a known name are no edit, how many reasons, (reason, rejected)*,
--      all marks of the document if it is put in several batches, else '',
--      (item, body, mark, second mark or '', print or '', marks it had before, published in ms or '')*
-- -> {saved|stale|held, new, known, overrun 0|1, edited, to be looked at again soon}
local due, lease, saved_by, memory, good, failure, counts, history, items, seen, pauses, old_marks, edits = unpack(KEYS)
local feed, token, batch, last, baseline = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4] == '1', ARGV[5] == '1'
local unchanged, visitor_at, reasons = tonumber(ARGV[14]), tonumber(ARGV[17]), tonumber(ARGV[22])
local every_entry, first_item = ARGV[20] == '1', 24 + 2 * reasons
local as_they_are, reworded = ARGV[21] == '1', ARGV[21] == '2'

local function by_visitor(instant)
  return visitor_at == 0 and instant or on_our_clock(instant, visitor_at)
end

-- In few bytes, because every feed has one.
local function packed(s)
  return cjson.encode({s.token, s.batch, s.state, s.new, s.known, s.overrun, s.before, s.at, s.baseline,
                       s.edited, s.soon, s.restless})
end
local function answer(s) return {s.state, s.new, s.known, s.overrun, s.edited, s.soon} end
local function unpacked(raw)
  local v = from_json(raw)
  return {token = v[1], batch = v[2], state = v[3], new = v[4], known = v[5], overrun = v[6], before = v[7],
          at = v[8], baseline = v[9], edited = v[10] or 0, soon = v[11] or 0,
          restless = v[12] or 0}
end

local raw = redis.call('HGET', saved_by, feed)
local saved = raw and unpacked(raw) or {}
if saved.token ~= token then
  local before = math.max(redis.call('EXISTS', seen), redis.call('EXISTS', old_marks))
  saved = {token = token, batch = -1, state = 'saved', new = 0, known = unchanged, overrun = 0, before = before,
           at = 0, baseline = baseline, edited = 0, soon = 0, restless = saved.restless or 0}
end
if saved.batch >= batch then return answer(saved) end
-- Without the batch before, which the server may have forgotten, the validators would outrun the items.
if redis.call('HGET', lease, feed) ~= token or batch ~= saved.batch + 1 then return {'stale', 0, 0, 0, 0, 0} end

local now = now_ms()
saved.batch = batch
local has_items = #ARGV >= first_item
if batch == 0 and has_items and not baseline and redis.call('XLEN', items) >= tonumber(ARGV[10]) then
  saved.state = 'held'
  redis.call('ZADD', due, now + ARGV[11], feed)
  redis.call('HDEL', lease, feed)
  redis.call('HSET', saved_by, feed, packed(saved))
  return {saved.state, 0, 0, 0, 0, 0}
end

local new, known, edited, soon = 0, 0, 0, 0
local today, old = math.floor(now / 86400000), false
local function put(item, body, kind)
  local entry = redis.call('XADD', history, '*', 'i', item, 'v', body, unpack(kind))
  if not baseline then redis.call('XADD', items, entry, 'v', body, unpack(kind)) end
end
if has_items then
  local records, former = redis.call('GET', seen) or '', redis.call('GET', old_marks)
  if former and redis.call('TTL', old_marks) < 0 then redis.call('EXPIRE', old_marks, ARGV[12] * 86400) end
  local day, fresh, changes, awaited = string.char(today % 256), {}, {}, waiting_edits(edits)
  local function write(at, field, bytes)
    if string.sub(records, at + field - 1, at + field + #bytes - 2) ~= bytes then
      old = true
      redis.call('SETRANGE', seen, at + field - 2, bytes)
    end
  end
  local shown = marks_shown(ARGV[first_item - 1], first_item)
  local renamed, taken = {}, {}
  for i = first_item, #ARGV, 7 do
    local mark, second, print = ARGV[i + 2], ARGV[i + 3], ARGV[i + 4]
    if awaited[mark] then redis.call('HDEL', edits, 'w' .. mark) end
    local at, twin = place(records, mark, MARK, RECORD), second ~= '' and place(records, second, SECOND, RECORD)
    if second == '' then second = string.rep('\0', 6) end
    local record = mark .. day .. (print == '' and string.rep('\0', 7) or print) .. second
    if at then
      local before = string.sub(records, at + PRINT - 1, at + SECOND - 2)
      known = known + 1
      write(at, DAY, day)
      if print == '' then print = before end
      if before == print or as_they_are or reworded or string.find(before, '^%z+$') or (twin and twin ~= at) then
        write(at, PRINT, print .. second)
      elseif not baseline then
        local figures = string.sub(before, 5) == string.sub(print, 5)
        changes[#changes + 1] = {
          i = i, at = at, mark = mark, bytes = print .. second, print = string.sub(print, 1, 4),
          before = string.sub(before, 1, 4), bare = not figures,
        }
      end
    elseif twin and not as_they_are then
      -- A feed with new guids at every visit must not fill the store with them.
      known = known + 1
      if shown[string.sub(records, twin, twin + 5)] then
        fresh[#fresh + 1] = record -- another item has its name now, and takes its record
      else
        write(twin, DAY, day)
      end
    else
      local marked = twin or was_marked(former, mark .. second .. ARGV[i + 5]) or was_known(records, ARGV[i + 5], print, as_they_are or print == '')
      local gone = not marked and not baseline and print ~= '' and same_words(records, print, shown, taken, today)
      if gone then
        taken[gone] = true
        renamed[#renamed + 1] = {i = i, at = gone, record = record, published = tonumber(ARGV[i + 6])}
      else
        fresh[#fresh + 1] = record
        if marked then
          known = known + 1
        else
          new = new + 1
          put(ARGV[i], ARGV[i + 1], baseline and {'b', '1'} or {})
        end
      end
    end
  end
  local last_good = tonumber(redis.call('HGET', good, feed) or 0) or 0
  local how = how_renamed(edits, renamed, known + (batch == 0 and unchanged or 0), last_good, batch)
  for _, one in ipairs(renamed) do
    if is_only_renamed(one, how) then
      known = known + 1
      write(one.at, MARK, one.record)
    else
      new = new + 1
      fresh[#fresh + 1] = one.record
      put(ARGV[one.i], ARGV[one.i + 1], {})
    end
  end
  local no_figures, no_words = streaks(edits, changes, known + (batch == 0 and unchanged or 0))
  saved.restless = no_words and 1 or 0
  for _, change in ipairs(changes) do
    local may = 'no'
    if not no_words and (change.bare or not no_figures) then
      may = may_look_again(edits, change.mark, change.print, change.before, now)
    end
    if may == 'yes' then
      edited = edited + 1
      put(ARGV[change.i], ARGV[change.i + 1], {'e', '1'})
    elseif may == 'soon' then
      soon = soon + 1
      redis.call('HSET', edits, 'w' .. change.mark, change.bytes .. ARGV[change.i] .. '\0' .. ARGV[change.i + 1])
    end
    if may == 'yes' or may == 'no' then
      write(change.at, PRINT, change.bytes)
      redis.call('HDEL', edits, 'p' .. change.mark)
    else
      redis.call('HSET', edits, 'p' .. change.mark, change.print)
      redis.call('EXPIRE', edits, 86400)
    end
  end
  -- Written whole as long as it is short: a string that is appended to keeps as much room again for more.
  if #fresh > 0 and #records < 16384 then
    redis.call('SET', seen, (old and redis.call('GET', seen) or records) .. table.concat(fresh))
  elseif #fresh > 0 then
    redis.call('APPEND', seen, table.concat(fresh))
  end
elseif unchanged > 0 then
  saved.restless = 0
end
-- An edited item that has left the document while it waited is looked at as it was last.
for mark in pairs(last and waiting_edits(edits) or {}) do
  local kept, at = redis.call('HGET', edits, 'w' .. mark), place(redis.call('GET', seen) or '', mark, MARK, RECORD)
  local before = at and redis.call('GETRANGE', seen, at + PRINT - 2, at + PRINT + 1) or ''
  local may = may_look_again(edits, mark, string.sub(kept, 1, 4), before, now)
  if may == 'yes' then
    edited = edited + 1
    local item, body = string.match(kept, '^(%Z*)%z(.*)$', 14)
    put(item, body, {'e', '1'})
    if at then redis.call('SETRANGE', seen, at + PRINT - 2, string.sub(kept, 1, 13)) end
  end
  if may == 'yes' or may == 'no' then redis.call('HDEL', edits, 'w' .. mark, 'p' .. mark) end
end
saved.new, saved.known, saved.at = saved.new + new, saved.known + known, now
saved.edited, saved.soon = saved.edited + edited, saved.soon + soon
if new > 0 then bump(counts, 'new', new) end
if known > 0 then bump(counts, 'known', known) end
if edited > 0 then bump(counts, 'edited', edited) end
if baseline and new > 0 then bump(counts, 'baseline', new) end
if last then
  if ARGV[6] ~= '0' then bump(counts, 'rejected', ARGV[6]) end
  if ARGV[18] ~= '0' then bump(counts, 'same', ARGV[18]) end
  if ARGV[19] ~= '0' then bump(counts, 'unaccounted', ARGV[19]) end
  for i = 23, first_item - 2, 2 do bump(counts, 'rejected: ' .. ARGV[i], ARGV[i + 1]) end
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
  if has_items and every_entry then
    local records, days = redis.call('GET', seen), tonumber(ARGV[12])
    if old or is_old(records, 1, today, days) then
      local left = pruned(records, today, days)
      if #left < #records then redis.call('SET', seen, left) end
    end
  end
end
redis.call('HSET', saved_by, feed, packed(saved))
return answer(saved)
