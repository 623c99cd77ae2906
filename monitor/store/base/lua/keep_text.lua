#!lua flags=allow-oom
-- repeatable: yes
-- Keeps a text about a channel: how it is, or its fallback.
-- KEYS text   ARGV text, or '' for none   -> nothing
if ARGV[1] == '' then
  redis.call('DEL', KEYS[1])
else
  redis.call('SET', KEYS[1], ARGV[1])
end
