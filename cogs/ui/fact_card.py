"""The card of one fact."""

from bot.controls import CUSTOM_ID_MOST, custom_id
from bot.models import PackInfo
from bot.store.knowledge import Dealt, Deck
from bot.text import escape
from cogs.ui.cards import Button, Card, button, fact_lines


def render_fact(dealt: Dealt, deck: Deck, info: PackInfo) -> Card:
    """Render a fact that was dealt from a deck, with a button for the next one."""
    fact = dealt.fact
    category = info.categories.get(fact.category, fact.category)
    card = Card(info.colour).text(
        f"-# Fact · {escape(category)}", *fact_lines(fact, spoilers=dealt.spoilers_shown)
    )
    buttons: list[Button] = []
    another = ["fact:another:1", *deck.key.split(":")]
    # A long name within a category with a long key: the command itself still works.
    if len(":".join(another)) <= CUSTOM_ID_MOST:
        buttons.append(button("Another one", custom_id(*another)))
    if fact.entities:
        more = custom_id("lookup:open:1", fact.entities[0], 0)
        buttons.append(button("More about this", more))
    return card.row(*buttons)
