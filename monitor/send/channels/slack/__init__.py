"""Slack: incoming webhook, bot, and buttons over Socket Mode."""
