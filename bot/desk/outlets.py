"""Outlets of rumours, and how their earlier rumours fared, in words that claim no more."""

from bot.text import host_of

ENOUGH = 3  # settled rumours from which on a record says something


def outlet_of(link: str | None) -> str:
    """Return whose rumour it is: the host of its link, empty without one."""
    return host_of(link) if link else ""


def record_text(outlet: str, came_true: int, settled: int) -> str:
    """Say how many of an outlet's rumours came true; empty where none has been settled."""
    if not outlet or not settled:
        return ""
    if settled == 1:
        fared = "came true" if came_true else "did not come true"
        return f"{outlet}: its one settled rumour so far {fared}. Too few to judge it by."
    fared = f"{outlet}: {came_true} of {settled} rumours came true so far."
    return f"{fared} Too few to judge it by." if settled < ENOUGH else fared
