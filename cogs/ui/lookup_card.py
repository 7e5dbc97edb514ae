"""The card of a person, character, place, organisation, term or work."""

from bot.controls import custom_id
from bot.enums import EntityKind, Spoiler
from bot.labels import ENTITY_LABELS
from bot.models import Entity, PackInfo
from bot.store.knowledge import Profile
from bot.text import escape, spoiler
from cogs.ui.cards import Card, barred, fact_lines, guarded, page_buttons, sources_text

FACTS_A_PAGE = 4
SOURCES_A_FACT = 2
# Other names of these may say who somebody turns out to be.
TELLING = (EntityKind.CHARACTER, EntityKind.PLACE, EntityKind.TERM)


def pages_of(profile: Profile) -> int:
    """Return how many pages the facts fill, at least one."""
    return max(1, -(-profile.count // FACTS_A_PAGE))


def render_profile(profile: Profile, page: int, info: PackInfo) -> Card:
    """Render an entity with one page of its facts, counted from 0."""
    entity, shown = profile.entity, profile.spoilers_shown
    card = Card(info.colour).text(
        f"-# {ENTITY_LABELS[entity.kind]}",
        f"## {escape(entity.name)}",
        guarded(entity.summary, entity.spoiler, shown=shown),
        *_names(entity, shown=shown),
        f"-# Appears in: {escape(', '.join(entity.appears_in))}" if entity.appears_in else "",
        f"-# {barred(sources_text(entity.sources), entity.spoiler, shown=shown)}",
    )
    card.rule()
    if not profile.facts:
        return card.text("There is no single fact about this in the collection yet.")
    first = page * FACTS_A_PAGE + 1
    last = first + len(profile.facts) - 1
    card.text(_heading(first, last, profile.count))
    for number, fact in enumerate(profile.facts):
        if number:
            card.gap()
        card.text(*fact_lines(fact, spoilers=shown, most=SOURCES_A_FACT))
    return card.row(
        *page_buttons(
            page,
            pages_of(profile),
            lambda number: custom_id("lookup:page:1", entity.id, number),
            ("Previous facts", "More facts"),
        )
    )


def _names(entity: Entity, *, shown: bool) -> list[str]:
    if not entity.aliases:
        return []
    names = escape(", ".join(entity.aliases))
    telling = entity.kind in TELLING or entity.spoiler is Spoiler.MANGA
    if telling and not shown:
        return [f"-# Other names (may give the manga away): {spoiler(names)}"]
    return [f"-# Other names: {names}"]


def _heading(first: int, last: int, count: int) -> str:
    if count == 1:
        return "**1 fact**"
    shown = f"{first} to {last}" if last > first else str(first)
    return f"**Facts: {shown} of {count}**" if count > FACTS_A_PAGE else f"**{count} facts**"
