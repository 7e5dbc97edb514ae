"""Fetching and reading feeds from the open web, where nobody is to be trusted."""
