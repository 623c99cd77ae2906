#!lua flags=allow-oom
-- repeatable: yes
-- Deletes a dead letter for good. It stays counted as dead, and the log of attempts says that it was dropped.
-- KEYS dead, events   ARGV entry, alert, what became of it   -> 1 the first time
if redis.call('XDEL', KEYS[1], ARGV[1]) == 0 then return 0 end
note_attempt(KEYS[2], ARGV[2], ARGV[3])
return 1
