"""From raw entries to files: the jobs, the child process that does them, and keeping the folder in order."""
