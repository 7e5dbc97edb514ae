"""How often one person may have the bot ask Discord for what it refuses."""

from discord import app_commands
from discord.ext import commands

from bot.controls import Interaction

MOST, WITHIN_S = 3, 600.0  # Discord bans for 10,000 refused requests in ten minutes, whoever asks


class Refusals:
    """Refusals that a person's presses and commands met lately; nobody else is held up by them."""

    def __init__(self) -> None:
        self._of_person = commands.CooldownMapping[Interaction].from_cooldown(
            MOST, WITHIN_S, _person
        )

    def require_patience(self, interaction: Interaction) -> None:
        """Raise CommandOnCooldown where too much was refused; to be asked before a request."""
        at = interaction.created_at.timestamp()
        met = self._of_person.get_bucket(interaction, at)
        wait = met.get_retry_after(at) if met else 0
        if met and wait:
            raise app_commands.CommandOnCooldown(met, wait)

    def note(self, interaction: Interaction) -> None:
        """Count a refusal."""
        self._of_person.update_rate_limit(interaction, interaction.created_at.timestamp())


def _person(interaction: Interaction) -> int:
    return interaction.user.id
