"""What is allowed but is probably not meant. A rule set in, warnings with places out."""
