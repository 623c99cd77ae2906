"""Answers as documents for people. What feeds say is text in them, never markup."""
