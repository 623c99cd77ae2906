"""What headlines are made of, by language: numbers in words, negation, turns of events, where things happen."""
