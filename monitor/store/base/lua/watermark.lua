#!lua
-- repeatable: yes
-- How far detection has come: the time of the oldest item that it has not done with, or now. Feeds are looked at in the
-- same step: what a good visit brought is either still there, or was handed on before.
-- KEYS items, good   ARGV feed*   -> in ms: the time, then each feed's last good visit as it is kept, or an empty text
local oldest = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
local reply = {oldest and tonumber(string.match(oldest[1], '^%d+')) or now_ms()}
for i, feed in ipairs(ARGV) do reply[i + 1] = redis.call('HGET', KEYS[2], feed) or '' end
return reply
