"""A bot that uses most of discord.py's ways of answering, for the tests of the server."""

import discord
from discord import app_commands


class Note(discord.ui.Modal, title="A note"):
    """A modal with both ways of holding a field."""

    line = discord.ui.TextInput["Note"](label="Line", default="prefilled")
    kind = discord.ui.Label["Note"](
        text="Kind",
        component=discord.ui.Select(options=[discord.SelectOption(label=k) for k in "ab"]),
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        chosen = self.kind.component
        assert isinstance(chosen, discord.ui.Select)
        await interaction.response.send_message(f"{self.line.value} {chosen.values}")


class Controls(discord.ui.View):
    """A button that opens the modal and a select that edits its message."""

    @discord.ui.button(label="Write", custom_id="write:1")
    async def write(
        self, interaction: discord.Interaction, _: discord.ui.Button["Controls"]
    ) -> None:
        await interaction.response.send_modal(Note())

    @discord.ui.select(
        custom_id="choose:1",
        options=[discord.SelectOption(label="one"), discord.SelectOption(label="two")],
    )
    async def choose(
        self, interaction: discord.Interaction, select: discord.ui.Select["Controls"]
    ) -> None:
        await interaction.response.edit_message(content=select.values[0], view=None)


class More(discord.ui.Modal, title="More"):
    """A modal with a prefilled select of roles and an optional one of people."""

    role = discord.ui.Label["More"](
        text="Role", component=discord.ui.RoleSelect["More"](custom_id="role", required=True)
    )
    person = discord.ui.Label["More"](
        text="Person", component=discord.ui.UserSelect["More"](custom_id="person", required=False)
    )

    def __init__(self, role: discord.Role) -> None:
        super().__init__()
        assert isinstance(self.role.component, discord.ui.RoleSelect)
        self.role.component.default_values = [role]

    async def on_submit(self, interaction: discord.Interaction) -> None:
        roles, people = self.role.component, self.person.component
        assert isinstance(roles, discord.ui.RoleSelect)
        assert isinstance(people, discord.ui.UserSelect)
        names = [str(value) for value in (*roles.values, *people.values)]
        await interaction.response.send_message(f"{names}")


class Choosers(discord.ui.View):
    """A select of channels that answers with what it was given, and a button to choose more."""

    @discord.ui.select(cls=discord.ui.ChannelSelect[discord.ui.View], custom_id="channel:1")
    async def channel(
        self, interaction: discord.Interaction, select: discord.ui.ChannelSelect[discord.ui.View]
    ) -> None:
        await interaction.response.send_message(f"{[c.name for c in select.values]}")

    @discord.ui.button(label="More", custom_id="more:1")
    async def more(
        self, interaction: discord.Interaction, _: discord.ui.Button["Choosers"]
    ) -> None:
        assert interaction.guild is not None
        await interaction.response.send_modal(More(interaction.guild.default_role))


def layout() -> discord.ui.LayoutView:
    """A card that uses most parts of Components V2."""
    view = discord.ui.LayoutView()
    picture = discord.ui.Thumbnail["discord.ui.LayoutView"]("https://example.org/a.png")
    row = discord.ui.ActionRow["discord.ui.LayoutView"]()
    row.add_item(discord.ui.Button(label="Press", custom_id="press:1"))
    row.add_item(discord.ui.Button(label="Read", url="https://example.org"))
    card = discord.ui.Container["discord.ui.LayoutView"](accent_colour=0x336699)
    card.add_item(discord.ui.Section("# Title", accessory=picture))
    card.add_item(discord.ui.Separator())
    card.add_item(discord.ui.TextDisplay("text"))
    card.add_item(row)
    return view.add_item(card)


class SampleBot(discord.Client):
    """Uses every way of answering once."""

    def __init__(self) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True), allowed_mentions=discord.AllowedMentions.none()
        )
        self.tree = app_commands.CommandTree(self)
        self.seen: list[discord.Interaction] = []
        group = app_commands.Group(name="show", description="Ways of answering")
        for way in ("controls", "card", "later", "followup", "whisper", "choosers"):
            group.command(name=way, description=way)(getattr(self, way))
        self.tree.add_command(group)
        self.tree.command(name="who", description="Who")(self.who)
        self.tree.context_menu(name="Quote")(self.quote)

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Do not wait five seconds before identifying anew."""

    async def controls(self, interaction: discord.Interaction) -> None:
        embed = discord.Embed(title="Title", description="Text", url="https://example.org")
        embed.add_field(name="name", value="value").set_footer(text="footer")
        await interaction.response.send_message("controls", embed=embed, view=Controls())

    async def choosers(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message("choosers", view=Choosers())

    async def card(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(view=layout())

    async def later(self, interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(view=layout())

    async def followup(self, interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        await interaction.followup.send("first")
        await interaction.followup.send("second", ephemeral=True)

    async def whisper(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message("psst", ephemeral=True)
        await interaction.delete_original_response()

    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.allowed_installs(guilds=True, users=True)
    async def who(
        self, interaction: discord.Interaction, member: discord.User | None = None
    ) -> None:
        self.seen.append(interaction)
        await interaction.response.send_message(str(member))

    async def quote(self, interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"> {message.content}")
