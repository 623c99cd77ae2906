-- Stands before every script.

-- The store's clock, in ms since 1970.
local function now_ms()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- An instant by the clock of somebody who says what it shows, as our clock has it: a clock that is more than a minute
-- off is wrong, and what it times must come all the same after the time that was meant.
local function on_our_clock(instant, shown)
  local ahead = shown - now_ms()
  return math.abs(ahead) < 60000 and tonumber(instant) or instant - ahead
end

-- Counts. A counter that is no number any more begins again.
local function bump(counts, name, by)
  local reply = redis.pcall('HINCRBY', counts, name, by)
  if type(reply) == 'table' and reply.err then redis.call('HSET', counts, name, by) end
end

-- Which life of the server this is. One that was started again, or took over from another, may have forgotten
-- what was confirmed: whoever did the first half of something in another life must not do the second in this one.
local function life()
  return string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
end

-- Whether the fencing token is still the newest, and of this life.
local function holds(fence, token)
  local held = redis.call('HMGET', fence, 'token', 'life')
  return held[1] == token and held[2] == life()
end

-- A number that was never given before, not even by a server that has forgotten the last one.
local function after(last)
  return string.format('%.0f', math.max((tonumber(last or 0) or 0) + 1, now_ms()))
end

-- Acknowledges and deletes an entry; 0 if that was done before, or if the server has forgotten that it was taken.
local function finish(stream, group, entry)
  local acked = redis.call('XACK', stream, group, entry)
  if acked == 1 then redis.call('XDEL', stream, entry) end
  return acked
end

-- Puts an item's match on the deciding loop's stream, once; whether it was put now.
local function put_match(matched, undecided, matches, item, body)
  if redis.call('ZADD', matched, 'NX', now_ms(), item) == 0 then return false end
  redis.call('SADD', undecided, item)
  redis.call('XADD', matches, '*', 'v', body)
  return true
end

-- Drops up to 100 members with a score below `before`, and gives them.
local function prune(zset, before)
  local old = redis.call('ZRANGEBYSCORE', zset, '-inf', '(' .. string.format('%.0f', before), 'LIMIT', 0, 100)
  if #old > 0 then redis.call('ZREM', zset, unpack(old)) end
  return old
end

-- Reads a group's entries: the consumer's own pending ones from '0', new ones from '>'.
-- An entry without a body was deleted before it was done: a loss, counted as `vanished`.
local function read_group(stream, group, consumer, start, count, counts)
  if count <= 0 then return {} end
  local command = {'XREADGROUP', 'GROUP', group, consumer, 'COUNT', count, 'STREAMS', stream, start}
  local reply = redis.pcall(unpack(command))
  if reply and reply.err then
    if string.find(reply.err, 'NOGROUP', 1, true) then
      redis.call('XGROUP', 'CREATE', stream, group, '0', 'MKSTREAM')
    end
    reply = redis.call(unpack(command))
  end
  local entries = {}
  for _, entry in ipairs(reply and reply[1][2] or {}) do
    if entry[2] then
      entries[#entries + 1] = entry
    else
      redis.call('XACK', stream, group, entry[1])
      bump(counts, 'vanished', 1)
    end
  end
  return entries
end

-- Has others notified of a story unless it is acknowledged by then. A later alert of the story does not put that off.
local function notify_others(followups, follow_bodies, story, due, body)
  local others = 'others ' .. story
  if redis.call('ZADD', followups, 'NX', due, others) == 1 then redis.call('HSET', follow_bodies, others, body) end
end

-- Adds an entry under a name that it had, unless the stream has come as far.
local function add_once(stream, entry, ...)
  local reply = redis.pcall('XADD', stream, entry, ...)
  if type(reply) == 'table' and reply.err and not string.find(reply.err, 'equal or smaller', 1, true) then error(reply) end
end

-- What a script wrote as JSON, a table; an empty one if that is not what is there.
local function from_json(raw)
  local ok, found = pcall(cjson.decode, raw or '[]')
  return ok and type(found) == 'table' and found or {}
end

-- What a channel was told of a story, oldest first.
local function tellings_of(hash, story)
  local found = from_json(redis.call('HGET', hash, story))
  for _, telling in ipairs(found) do
    if type(telling) ~= 'table' then return {} end
  end
  return found
end

local function set_tellings(hash, story, tellings)
  if #tellings == 0 then
    redis.call('HDEL', hash, story)
  else
    redis.call('HSET', hash, story, cjson.encode(tellings))
  end
end

-- Notes an attempt to send, with what the alert is about. trim.lua keeps the stream short.
local function note_attempt(events, alert, record)
  redis.call('XADD', events, '*', 'a', alert, 'v', record)
end

-- Notes what a person did, once: a call that is repeated finds its entry among the newest.
local function note_activity(stream, act)
  for _, entry in ipairs(redis.call('XREVRANGE', stream, '+', '-', 'COUNT', 50)) do
    if entry[2][2] == act then return end
  end
  redis.call('XADD', stream, '*', 'v', act)
end
