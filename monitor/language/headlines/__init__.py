"""What headlines are made of, by language: events and concepts, dates, negation, where things happen."""
