"""Whoever is forgotten gets nothing more once that was said, whichever process sends it."""

import asyncio
from typing import cast

import discord
import pytest

from bot.delivery import engine
from bot.delivery.engine import AlertEngine
from bot.store.claims import Shard
from bot.store.database import Database

LONGEST_S = 0.05


@pytest.mark.parametrize(
    ("shard", "waits"), [((1, (0,)), False), ((2, (0,)), False), ((2, (1,)), True)]
)
async def test_what_another_process_has_under_way_is_waited_for(
    shard: Shard, *, waits: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "REQUEST_TIMEOUT_S", LONGEST_S)
    client = discord.Client(intents=discord.Intents.none())
    alerts = AlertEngine(client, cast("Database", object()), lambda: 0, 40.0, shard=shard)
    time = asyncio.get_running_loop().time
    began = time()

    await alerts.finish(1)

    assert (time() - began >= LONGEST_S * 0.9) == waits
