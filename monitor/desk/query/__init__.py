"""What any front end may ask. Each question is one function with a typed answer that `--json` prints."""
