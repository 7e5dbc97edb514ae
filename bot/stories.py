"""What becomes of leads: stories that wait, are written up, joined or declined."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.desk.leads import Lead
from bot.desk.likeness import usual_words
from bot.desk.links import canonical_url
from bot.desk.matching import find_alike, find_known
from bot.desk.noting import note
from bot.enums import Reliability, StoryState
from bot.errors import ConflictError
from bot.models import Update
from bot.store import stories as store
from bot.store.database import Database, Transaction
from bot.store.stories import Story, Told
from bot.store.updates import list_seen

if TYPE_CHECKING:
    from bot.newsroom import Editor

CLAIM_S = 15 * 60  # as long as Discord keeps a form


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
    seen = await list_seen(tx, lead.guild_id)
    waiting = await store.list_waiting(tx, lead.guild_id)
    usual = usual_of(waiting, seen)
    pages = await store.list_pages(tx, lead.guild_id, canonical) if canonical else []
    story_id = pages[0][0] if pages else None
    if story_id is None:
        like = find_alike(lead.title, _day(lead.published, now), _titles(waiting), usual)
        story_id, merged = like, like is not None
    else:
        merged = True
    if story_id is None:
        story_id = await store.insert_story(tx, lead.guild_id, now)
    again = any(
        told.feed_id == lead.feed_id and lead.sender_id in (None, told.sender_id)
        for _, told in pages
    )
    story = await store.require_story(tx, lead.guild_id, story_id)
    if not again and (story.state.waits or lead.sender_id is not None):
        await store.insert_lead(tx, story_id, lead, canonical, now)
        story = await store.require_story(tx, lead.guild_id, story_id)
    known = known_of(story, seen, usual) if story.leads else None
    return Taken(story_id, merged, story.update_id or (known.id if known else None))


def usual_of(waiting: Iterable[Story], seen: Iterable[Update]) -> frozenset[str]:
    """Return the words that most headlines of a server share."""
    told = [told.title for story in waiting for told in story.leads]
    return usual_words([*told, *(update.headline for update in seen)])


def known_of(story: Story, seen: Iterable[Update], usual: frozenset[str]) -> Update | None:
    """Return the published update that seems to say a story already."""
    titles = [told.title for told in story.leads]
    links = [told.link for told in story.leads if told.link]
    first = story.leads[0]
    return find_known(titles, links, _day(first.published, first.taken_at), seen, usual)


async def claim(db: Database, editor: "Editor", story_id: int, now: int) -> Story:
    """Note that a moderator begins to write a story up; ConflictError while another one does."""
    async with db.transaction() as tx:
        story = await _require_waiting(tx, editor, story_id)
        if story.claimed_by not in (None, editor.user_id) and story.claimed_until > now:
            raise ConflictError(
                f"<@{story.claimed_by}> has the form for this story open since "
                f"<t:{story.claimed_until - CLAIM_S}:R>. Ask them, or try again "
                f"<t:{story.claimed_until}:R>."
            )
        await store.set_claimed(tx, story_id, editor.user_id, now + CLAIM_S)
        await note(tx, editor, "story.open", f"story:{story_id}", (None, None), now=now)
        return story


async def accept(
    tx: Transaction, editor: "Editor", story_id: int, update_id: int, now: int
) -> None:
    """Turn a story into the draft that was just written; ConflictError when it is decided."""
    await _require_waiting(tx, editor, story_id)
    await store.set_accepted(tx, story_id, update_id, by=editor.user_id, now=now)
    said = {"state": "open"}, {"state": "accepted", "update": update_id}
    await note(tx, editor, "story.accept", f"story:{story_id}", said, now=now)


async def ask_second_look(db: Database, editor: "Editor", story_id: int, now: int) -> Story:
    """Leave the decision to another moderator."""
    async with db.transaction() as tx:
        story = await _require_waiting(tx, editor, story_id)
        if story.state is StoryState.SECOND_LOOK:
            raise ConflictError(
                f"<@{story.asked_by}> has asked for a second look already. It is yours to decide."
            )
        await store.set_second_look(tx, story_id, editor.user_id)
        said = {"state": story.state}, {"state": StoryState.SECOND_LOOK}
        await note(tx, editor, "story.second-look", f"story:{story_id}", said, now=now)
        return story


async def decline(db: Database, editor: "Editor", story_id: int, reason: str, now: int) -> Story:
    """Take a story off the queue; its senders are told the reason."""
    async with db.transaction() as tx:
        story = await _require_waiting(tx, editor, story_id)
        await store.set_declined(tx, story_id, reason, by=editor.user_id, now=now)
        said = {"state": story.state}, {"state": StoryState.DECLINED, "reason": reason}
        await note(tx, editor, "story.decline", f"story:{story_id}", said, now=now)
        return story


async def merge(
    db: Database, editor: "Editor", story_id: int, into_id: int, now: int
) -> tuple[Story, Story]:
    """Move the leads of a story to another one; return both as they were."""
    async with db.transaction() as tx:
        story = await _require_waiting(tx, editor, story_id)
        into = await _require_waiting(tx, editor, into_id)
        if story.id == into.id:
            raise ConflictError("That is the same story.")
        await store.set_merged(tx, story_id, into_id, by=editor.user_id, now=now)
        said = {"state": story.state}, {"state": StoryState.MERGED, "into": f"story:{into_id}"}
        await note(tx, editor, "story.merge", f"story:{story_id}", said, now=now)
        return story, into


def write_up(story: Story) -> dict[str, str]:
    """Return what the form of the news is filled in with, from the most reliable lead."""
    best = min(story.leads, key=lambda told: (_rank(told), told.link is None, told.id))
    day = _day(best.published, best.taken_at)
    return {
        "story": str(story.id),
        "headline": best.title,
        "summary": best.summary,
        "link": best.link or "",
        "date": day.isoformat(),
    }


async def _require_waiting(tx: Transaction, editor: "Editor", story_id: int) -> Story:
    """Return a story that this moderator may decide about; ConflictError says who was first."""
    story = await store.require_story(tx, editor.guild_id, story_id)
    who = f"<@{story.decided_by}>" if story.decided_by else "Nobody"
    if story.state is StoryState.ACCEPTED:
        raise ConflictError(f"{who} was first: this story is #{story.update_id} of the desk now.")
    if story.state is StoryState.DECLINED:
        raise ConflictError(f"{who} was first: this story is declined.")
    if story.state is StoryState.MERGED:
        raise ConflictError(f"{who} was first: it is part of story {story.merged_into} now.")
    if story.state is StoryState.SECOND_LOOK and story.asked_by == editor.user_id:
        raise ConflictError("You asked for a second look, so another moderator decides.")
    return story


def _titles(stories: Iterable[Story]) -> Iterable[tuple[int, str, dt.date]]:
    for story in stories:
        for told in story.leads:
            yield story.id, told.title, _day(told.published, told.taken_at)


def _rank(told: Told) -> int:
    order: Sequence[Reliability] = tuple(Reliability)
    return order.index(told.reliability) if told.reliability else len(order)


def _day(published: dt.date | None, taken_at: int) -> dt.date:
    return published or dt.datetime.fromtimestamp(taken_at, dt.UTC).date()
