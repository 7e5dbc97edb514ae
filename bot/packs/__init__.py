"""Packs: the curated content of one fandom, read from TOML, checked and resolved."""
