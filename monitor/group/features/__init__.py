"""What grouping looks at in an item: words, names, numbers, claims. An item in, one frozen value out."""
