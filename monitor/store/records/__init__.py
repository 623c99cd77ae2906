"""What rests in the store beside the queues: silences, acknowledgements, history, counts, rate limits."""
