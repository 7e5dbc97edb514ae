"""Feeds that servers follow: what passes, when they are read, and where their items go."""
