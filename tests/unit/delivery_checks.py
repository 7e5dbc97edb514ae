"""What must hold of everything that channels were shown, whatever happened before."""

from collections.abc import Iterable, Mapping

from bot.delivery.verdicts import DELETED
from bot.delivery.watch import AWAY
from bot.enums import PostState
from bot.hours import quiet_until
from bot.places import Hours
from bot.store.moves import MOVED, REASONS
from tests.unit.delivery_discord import FakeChannel, shows
from tests.wire.kills.carriers import Carrier

UNWANTED = {AWAY, MOVED, *REASONS.values()}


def check_carrier(carrier: Carrier, channel: FakeChannel, *, never: bool, settled: bool) -> None:
    """It is shown once in its newest words, ``never`` if retracted before anybody was asked."""
    where = f"{carrier.name} in channel {channel.id}"
    made = [one for one in channel.log if one.carries(carrier.marker)]
    assert len(made) <= 1, f"{where} shown {len(made)} times"
    assert not (made and never), f"{where} shown though retracted"
    if carrier.state is PostState.DONE and channel.there:
        assert made, f"{where} is done and not shown"
        assert shows(made[0], carrier.alert), f"{where} shows old words"
    if not settled or carrier.state is PostState.DONE:
        return
    if not channel.there and carrier.state is PostState.DUE:
        assert not made, f"{where} was shown there and is left due"
        return
    assert carrier.state is PostState.GONE, f"{where} is left {carrier.state}"
    if not channel.there and (made or carrier.post.reason == DELETED):
        return
    assert not made, f"{where} was given up: {carrier.post.reason}"
    assert carrier.struck or carrier.post.reason in UNWANTED, f"{where} was given up"


def check_quiet_hours(channels: Iterable[FakeChannel], wanted: Mapping[int, Hours]) -> None:
    """Nobody is shown anything in the quiet hours of its server."""
    for channel in channels:
        hours = wanted.get(channel.guild_id)
        loud = hours is not None and [at for at in channel.asked_at if quiet_until(hours, int(at))]
        assert not loud, f"{channel.id} shown something in quiet hours"
