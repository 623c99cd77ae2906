#!lua flags=allow-oom
-- repeatable: yes
-- Forgets the entries of a stream that are older than is kept.
-- KEYS stream   ARGV how long is kept in ms   -> how many were forgotten
return redis.call('XTRIM', KEYS[1], 'MINID', string.format('%.0f', now_ms() - ARGV[1]))
