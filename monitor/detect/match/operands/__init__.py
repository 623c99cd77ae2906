"""What operands ask of a text beyond its words: nearness, numbers, sentences, expressions, origin."""
