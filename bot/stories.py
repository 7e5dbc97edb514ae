"""What becomes of leads: stories that wait, are written up, joined or declined."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from bot.desk.leads import Lead
from bot.desk.likeness import usual_words
from bot.desk.links import canonical_url
from bot.desk.matching import find_alike, find_known
from bot.enums import StoryState
from bot.store import stories as store
from bot.store.database import Transaction
from bot.store.stories import Story
from bot.store.updates import list_seen


@dataclass(frozen=True, slots=True)
class Taken:
    """What a lead became: ``merged`` when its story was there already.

    ``known_update_id`` is the published update that seems to say it already.
    """

    story_id: int
    merged: bool
    known_update_id: int | None


async def take_lead(tx: Transaction, lead: Lead, now: int) -> Taken:
    """Put a lead into the queue of its server: into the story that tells it, or a new one.

    A page whose story is decided is not opened again: a feed's item is dropped, and who sent a
    tip is told what was decided. The same person or feed counts once for a page.
    """
    canonical = canonical_url(lead.link) if lead.link else None
    day = _day(lead.published, now)
    pages = await store.list_pages(tx, lead.guild_id, canonical) if canonical else []
    for story_id, told in pages:
        same = lead.sender_id is None or told.sender_id == lead.sender_id
        if same and told.feed_id == lead.feed_id:
            return await _taken(tx, lead.guild_id, story_id)
    if pages:
        story = await store.require_story(tx, lead.guild_id, pages[0][0])
        if story.state.waits or lead.sender_id is not None:
            await store.insert_lead(tx, story.id, lead, canonical, now)
        return await _taken(tx, lead.guild_id, story.id)
    waiting = await store.list_waiting(tx, lead.guild_id)
    seen = await list_seen(tx, lead.guild_id)
    told = list(_titles(waiting))
    usual = usual_words([*(title for _, title, _ in told), *(one.headline for one in seen)])
    like = find_alike(lead.title, day, told, usual)
    if like is not None:
        await store.insert_lead(tx, like, lead, canonical, now)
        return await _taken(tx, lead.guild_id, like)
    known = find_known([lead.title], [lead.link] if lead.link else [], day, seen, usual)
    known_id = known.id if known else None
    story_id = await store.insert_story(tx, lead.guild_id, known_id, now)
    await store.insert_lead(tx, story_id, lead, canonical, now)
    return Taken(story_id, merged=False, known_update_id=known_id)


async def _taken(tx: Transaction, guild_id: int, story_id: int) -> Taken:
    story = await store.require_story(tx, guild_id, story_id)
    known = story.update_id if story.state is StoryState.ACCEPTED else story.known_update_id
    return Taken(story_id, merged=True, known_update_id=known)


def _titles(stories: Iterable[Story]) -> Iterable[tuple[int, str, dt.date]]:
    for story in stories:
        for told in story.leads:
            yield story.id, told.title, _day(told.published, told.taken_at)


def _day(published: dt.date | None, taken_at: int) -> dt.date:
    return published or dt.datetime.fromtimestamp(taken_at, dt.UTC).date()
