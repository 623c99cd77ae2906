#!lua
-- repeatable: yes
-- Notes what a person did where no other script does it in the same step.
-- KEYS activity   ARGV act   -> nothing
note_activity(KEYS[1], ARGV[1])
