"""Deliberately wrong forums, threads, publishing, deletion and digests."""

import dataclasses
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from typing import Any

import discord

from bot.delivery import bringing, rules, showing
from bot.delivery.rules import Step
from bot.enums import Form
from bot.models import GuildSettings
from bot.places import Claim, Errand
from bot.store import digests, posts
from bot.store import errands as errands_store
from bot.store.database import Database, Transaction

Patch = Callable[[object, str, object], None]


@dataclass(frozen=True, slots=True)
class Mutation:
    """One wrong delivery; ``design`` when it is a whole design and no slip.

    ``forms`` when only forums, threads, publishing or deletion show it, or a death between steps.
    """

    apply: Callable[[Patch], None]
    design: bool = False
    forms: bool = False


def _forum_post_repeated(patch: Patch) -> None:
    """Send a forum post again as if it had a nonce."""
    plain = rules.next_step

    def next_step(claim: Claim, now: int) -> Step:
        place = dataclasses.replace(claim.destination, form=Form.TEXT)
        return plain(dataclasses.replace(claim, destination=place), now)

    patch(bringing, "next_step", next_step)


def _closed_posts_not_searched(patch: Patch) -> None:
    async def none(*_: object, **__: object) -> AsyncGenerator[discord.Thread, None]:
        for thread in list[discord.Thread]():
            yield thread

    patch(discord.ForumChannel, "archived_threads", none)


def _errand_marked_then_done(patch: Patch) -> None:
    plain = errands_store.claim_errands

    async def claim_errands(tx: Transaction, *args: Any) -> list[Errand]:  # noqa: ANN401
        found = await plain(tx, *args)
        await tx.execute_many(
            "UPDATE errands SET state = 'done', title = coalesce(title, '') "
            "WHERE post_id = ? AND kind = ?",
            [(errand.post.id, errand.kind) for errand in found],
        )
        return found

    patch(errands_store, "claim_errands", claim_errands)


def _digest_without_its_post(patch: Patch) -> None:
    """Make the digest in one transaction and its post in the next."""
    plain, left = digests.make_digests, list[tuple[Any, ...]]()

    async def make_digests(tx: Transaction, now: int) -> int:
        await tx.execute_many(
            "INSERT INTO posts (digest_id, destination_id, wanted_revision, due_at) "
            "VALUES (?, ?, ?, ?)",
            left,
        )
        left.clear()
        count = await plain(tx, now)
        left.extend(
            await tx.execute(
                "DELETE FROM posts WHERE digest_id IN (SELECT id FROM digests WHERE made_at = ?) "
                "AND attempts = 0 RETURNING digest_id, destination_id, wanted_revision, due_at",
                (now,),
            )
        )
        return count

    async def has_due_digests(db: Database, now: int) -> bool:
        return bool(left) or await due(db, now)

    due = digests.has_due_digests
    patch(digests, "make_digests", make_digests)
    patch(digests, "has_due_digests", has_due_digests)


def _digests_keep_old_words(patch: Patch) -> None:
    async def revise_digests(*_: object, **__: object) -> int:
        return 0

    patch(posts, "revise_digests", revise_digests)


def _titles_stay(patch: Patch) -> None:
    async def set_title(*_: object) -> None:
        return

    patch(errands_store, "set_title", set_title)


def _deleted_means_struck(patch: Patch) -> None:
    """Forget that a server wants retracted alerts deleted."""

    async def get_settings(_: Database, guild_id: int) -> GuildSettings:
        return GuildSettings(guild_id)

    patch(bringing, "get_settings", get_settings)


FORMS: dict[str, Mutation] = {
    "a forum post is repeated as if it had a nonce": Mutation(_forum_post_repeated, forms=True),
    "the library repeats a forum post": Mutation(
        lambda patch: patch(showing, "REPEATED", ()), forms=True
    ),
    "closed forum posts are not searched": Mutation(_closed_posts_not_searched, forms=True),
    "what follows is marked, then done": Mutation(
        _errand_marked_then_done, design=True, forms=True
    ),
    "a digest is made before its post": Mutation(_digest_without_its_post, forms=True),
    "a digest keeps its old words": Mutation(_digests_keep_old_words),
    "a thread keeps its old title": Mutation(_titles_stay, forms=True),
    "what is to be deleted is struck": Mutation(_deleted_means_struck, forms=True),
}
