"""Answers to plain questions, from a pack and the updates, with sources or not at all."""

from bot.ask.answer import Answer, View
from bot.ask.answerer import Answerer
from bot.ask.phrasings import Asked, Phrasings, load_phrasings
from bot.ask.render import render_plain

__all__ = ["Answer", "Answerer", "Asked", "Phrasings", "View", "load_phrasings", "render_plain"]
