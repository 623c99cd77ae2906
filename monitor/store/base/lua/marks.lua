-- Stands before the script that saves: what the items of a feed are known by.
--
-- A feed's marks are one string of records: six bytes of an item's mark, one of the day when the feed last had it,
-- four of a print of its wording and three of one without figures, six of a second mark. One string, because a call
-- for each of them is what a script would spend its time on, and a member of a set is twice as large.
local MARK, DAY, PRINT, BARE, SECOND, RECORD = 1, 7, 8, 12, 15, 20

-- Where the record begins whose field at this place is these bytes; nil if there is none.
local function place(records, bytes, field, record)
  local at = string.find(records, bytes, 1, true)
  while at and (at - field) % record ~= 0 do at = string.find(records, bytes, at + 1, true) end
  return at and at - field + 1
end

-- Whether the record there was last dated more than so many days ago. Days come round after 256; what seems to be
-- half a round old or more is of tomorrow, before a clock was set back.
local function is_old(records, at, today, days)
  local age = (today - string.byte(records, at + DAY - 1)) % 256
  return age > days and age < 128
end

local function pruned(records, today, days)
  local kept = {}
  for at = 1, #records, RECORD do
    if not is_old(records, at, today, days) then kept[#kept + 1] = string.sub(records, at, at + RECORD - 1) end
  end
  return table.concat(kept)
end

-- Whether an item is among the marks that versions before 0.2 left: of its id, or of what it says. They were records
-- of seven bytes: a mark and a day.
local function was_marked(old, marks)
  for at = 1, old and #marks or 0, 6 do
    if place(old, string.sub(marks, at, at + 5), 1, 7) then return true end
  end
  return false
end

-- Whether an item is among the marks under what it was known by before its feed's guids, or links, lost their trust,
-- with the same wording: what says something else under a name that is not trusted is another item.
local function was_known(records, marks, print, any_wording)
  for at = 1, #marks, 6 do
    local found = place(records, string.sub(marks, at, at + 5), MARK, RECORD)
    if found and (any_wording or string.sub(records, found + PRINT - 1, found + SECOND - 2) == print) then return true end
  end
  return false
end

-- What the items of a document are known by, as a set: of this batch, or of all batches where they are given.
local function marks_shown(all, first_item)
  local shown = {}
  for at = 1, #all, 6 do shown[string.sub(all, at, at + 5)] = true end
  if all == '' then
    for i = first_item, #ARGV, 7 do shown[ARGV[i + 2]] = true end
  end
  return shown
end

-- The record of an item with this print that the feed had yesterday or today and has no more under its name.
local function same_words(records, print, shown, taken, today)
  local found = string.find(records, print, 1, true)
  while found do
    local at = found - PRINT + 1
    if at >= 1 and (at - 1) % RECORD == 0 and not taken[at] and not shown[string.sub(records, at, at + 5)]
      and (today - string.byte(records, at + DAY - 1)) % 256 <= 1 then
      return at
    end
    found = string.find(records, print, found + 1, true)
  end
  return nil
end

local OFTEN = 3

-- What is known of items whose names alone are new: whether they are most of the document, when the feed was last
-- visited, and how many visits in a row brought such.
local function how_renamed(edits, renamed, known, last_good, batch)
  local times = tonumber(redis.call('HGET', edits, 'renamed') or 0) or 0
  if batch == 0 and #renamed > 0 then
    times = times + 1
    redis.call('HSET', edits, 'renamed', times)
    redis.call('EXPIRE', edits, 86400)
  elseif batch == 0 and times > 0 then
    times = 0
    redis.call('HDEL', edits, 'renamed')
  end
  return {most = #renamed >= 2 and #renamed > known, last_good = last_good, often = times >= OFTEN}
end

-- Whether an item under a new name is the one that it has the words of: names change at every visit here, or it was
-- published before the last visit, which had it under another name.
local function is_only_renamed(one, how)
  return how.often or (one.published and one.published < how.last_good) or (not one.published and how.most)
end

-- How a feed's items change, in a hash that is forgotten after a day: 'figures' and 'words' how many visits in a row
-- found items with other figures, or most items with other words; 'hour' how many items were looked at again in
-- which hour; 'renamed' how many visits in a row brought items of which only the names were new; by its mark, when an
-- item was looked at again, on which day how often, and its prints of that day; by 'p' and its mark, the print of an item
-- that is to be looked at again but was not yet; by 'w' and its mark, its print, second mark, id and body, for it may be
-- gone when its minute is over.
local function waiting_edits(edits)
  local found = {}
  for _, field in ipairs(redis.call('HKEYS', edits)) do
    if #field == 7 and string.sub(field, 1, 1) == 'w' then found[string.sub(field, 2)] = true end
  end
  return found
end

local function streaks(edits, changes, seen_items)
  local figures, words = 0, 0
  for _, change in ipairs(changes) do
    if redis.call('HGET', edits, 'p' .. change.mark) == change.print then
      -- it changed at an earlier visit
    elseif change.bare then
      words = words + 1
    else
      figures = figures + 1
    end
  end
  local before = redis.call('HMGET', edits, 'figures', 'words')
  local in_figures = figures >= 2 and figures * 5 >= seen_items and (tonumber(before[1] or 0) or 0) + 1 or 0
  local in_words = words >= 3 and words * 2 >= seen_items and (tonumber(before[2] or 0) or 0) + 1 or 0
  if in_figures > 0 or in_words > 0 or before[1] or before[2] then
    redis.call('HSET', edits, 'figures', in_figures, 'words', in_words)
    redis.call('EXPIRE', edits, 86400)
  end
  -- Most at once, or some at every visit: a counter, a clock, an advertisement.
  local most = figures >= 2 and seen_items >= 3 and figures * 2 >= seen_items
  return most or in_figures >= 3, in_words >= 3
end

local SOON, TIMES_A_DAY, ITEMS_AN_HOUR = 60000, 20, 60

-- Whether an item whose wording changed may be looked at again: 'yes', 'no' if that was done with this wording today,
-- 'soon' if it was a moment ago, 'spent' if it has been often enough.
local function may_look_again(edits, mark, print, before, now)
  local day, hour = math.floor(now / 86400000), math.floor(now / 3600000)
  local raw = redis.call('HMGET', edits, mark, 'hour')
  local last, on, times, prints = string.match(raw[1] or '', '^(%d+) (%d+) (%d+) (.*)$')
  if tonumber(on) ~= day then times, prints = 0, before end
  for at = 1, #prints, 4 do
    if string.sub(prints, at, at + 3) == print then return 'no' end
  end
  if last and now - last < SOON and now >= tonumber(last) then return 'soon' end
  local of_hour, items = string.match(raw[2] or '', '^(%d+) (%d+)$')
  if tonumber(of_hour) ~= hour then items = 0 end
  if tonumber(times) >= TIMES_A_DAY or tonumber(items) >= ITEMS_AN_HOUR then return 'spent' end
  redis.call('HSET', edits, mark, string.format('%.0f %d %d ', now, day, times + 1) .. prints .. print,
    'hour', string.format('%d %d', hour, items + 1))
  redis.call('EXPIRE', edits, 86400)
  return 'yes'
end
