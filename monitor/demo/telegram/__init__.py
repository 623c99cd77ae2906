"""A Telegram on loopback, with a page that shows its chats."""
