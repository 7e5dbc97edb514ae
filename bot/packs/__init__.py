"""Packs: the curated content of one fandom, read from TOML, checked and resolved."""

from bot.packs.loading import check_pack, hash_pack, load_pack, read_info
from bot.packs.problems import Problem

__all__ = ["Problem", "check_pack", "hash_pack", "load_pack", "read_info"]
