"""A month drawn from a seed."""

import random
from collections.abc import Callable

from bot.enums import Mode
from tests.unit.delivery_scenario import DAY_S, GUILDS, Scenario
from tests.wire.kills.moderation import CORRECT, PUBLISH, RETRACT

PAUSES_S = (5, 125, 300)
WAITS_S = (0.3, 3, 20, 45, 300, DAY_S)
DOWNTIMES_S = (1, 20, 62, 130, 3_600, DAY_S)


def play(seed: int, acts: int = 40) -> None:
    """Play about 30 days drawn from a seed; AssertionError when something is wrong."""
    scenario, dice = Scenario(seed), random.Random(~seed)
    try:
        for _ in range(acts):
            act(scenario, dice)
            scenario.check(settled=False)
        scenario.settle()
        scenario.check(settled=True)
    finally:
        scenario.close()


def act(scenario: Scenario, dice: random.Random) -> None:
    """Do one thing."""
    number, guild_id = dice.randrange(100), dice.choice(GUILDS)
    acts: list[tuple[int, Callable[[], None]]] = [
        (5, lambda: scenario.moderate(PUBLISH)),
        (5, lambda: scenario.moderate(dice.choice((CORRECT, CORRECT, CORRECT, RETRACT)))),
        (1, lambda: scenario.set_up(guild_id)),
        (1, lambda: scenario.set_mode(guild_id, dice.choice((Mode.PAUSED, Mode.ACTIVE)))),
        (
            2,
            lambda: scenario.change_rights(
                number, send=dice.random() < 0.6, read=dice.random() >= 0.3
            ),
        ),
        (1, lambda: scenario.change_presence(guild_id, away=dice.random() < 0.5)),
        (2, lambda: scenario.stand_still(dice.choice((0.1, 0.4, 2, 31)), dice.choice(PAUSES_S))),
        (1, lambda: scenario.chat(number)),
        (2, lambda: scenario.refuse(number, refuses=dice.random() < 0.6)),
        (
            2,
            lambda: scenario.change_membership(
                guild_id, removed=dice.random() < 0.5, heard=dice.random() < 0.8
            ),
        ),
        (1, scenario.toggle_digest),
        (5, lambda: scenario.pass_time(dice.choice(WAITS_S), dice.randint(0, 24) / 2)),
        (5, lambda: scenario.die(dice.choice((0.1, 0.4, 2, 10, 31)), dice.choice(DOWNTIMES_S))),
    ]
    [one] = dice.choices([act for _, act in acts], [weight for weight, _ in acts])
    one()
