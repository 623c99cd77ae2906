#!lua
-- repeatable: yes
-- Has others notified of the story of an alert that waits already unless it is acknowledged by then.
-- KEYS followups, follow_body   ARGV story, due in ms, body of the alert   -> nothing
notify_others(KEYS[1], KEYS[2], ARGV[1], ARGV[2], ARGV[3])
