"""Why a rule did or did not match, and what a rule means, in words. Reads what matching left; decides nothing."""
