#!lua flags=allow-oom
-- repeatable: yes
-- Gives the head of an outbox: what is urgent, what is due again, what was taken before, what is new, then due updates.
-- KEYS fence, urgent, out, delayed, body, updates, update_body, try, counts, doubt
-- ARGV token, group, consumer, count, patience in ms
-- -> (entry, or 'urgent ' and the entry, or '' if it is due again; body or ''; mark or ''; name that it waits under; 'u' for an update; when the store
--    last forgot something in ms, or '')*; or, if there is none, for how
--    many ms nothing will be due, at most the patience; or false for an old token
local fence, urgent, out, delayed, bodies, updates, update_bodies, try, counts, doubt = unpack(KEYS)
if not holds(fence, ARGV[1]) then return false end
local count, found, now = tonumber(ARGV[4]), {}, now_ms()

local function add(entry, body, member, kind)
  found[#found + 1] = {entry, body or '', redis.call('HGET', try, member) or '', member, kind, redis.call('GET', doubt) or ''}
end

local function add_entries(stream, start, prefix)
  for _, entry in ipairs(read_group(stream, ARGV[2], ARGV[3], start, count - #found, counts)) do
    add(prefix .. entry[1], entry[2][4], entry[2][2] or '', '')
  end
end

local function add_due(zset, hash, kind)
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', zset, '-inf', now, 'LIMIT', 0, count - #found)) do
    add('', redis.call('HGET', hash, member), member, kind)
  end
end

add_entries(urgent, '0', 'urgent ')
add_entries(urgent, '>', 'urgent ')
add_due(delayed, bodies, '')
add_entries(out, '0', '')
add_entries(out, '>', '')
add_due(updates, update_bodies, 'u')
if #found > 0 then return found end

local patience = tonumber(ARGV[5])
for _, zset in ipairs({delayed, updates}) do
  local first = redis.call('ZRANGE', zset, 0, 0, 'WITHSCORES')
  if first[2] then patience = math.min(patience, first[2] - now) end
end
return math.max(patience, 1)
