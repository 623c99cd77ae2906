"""What channels share: HTTP to a service, options, and how an answer is classified."""
