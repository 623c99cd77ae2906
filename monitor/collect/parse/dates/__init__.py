"""Dates as feeds write them, in many languages: an instant, or None where there is doubt. Never a guess."""
