"""Commands about rules: make, check, test, explain them."""
