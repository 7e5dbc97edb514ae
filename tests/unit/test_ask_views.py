"""What one server sees: a fact that is hidden there, what replaces it, what is its own."""

from bot.ask import Answerer, View
from tests.unit.test_ask import PACK, PHRASINGS, TODAY, fact

QUESTION = "how long is the film"
HIDDEN = frozenset({"length"})


def test_a_hidden_fact_is_not_told_and_what_replaces_it_is() -> None:
    answerer = Answerer(PACK, PHRASINGS)
    better = fact("+1", "Paper Moons runs for 99 minutes in its newest cut.", "film")
    replaced = View({"+1.1": better}, {"+1.1": QUESTION}, HIDDEN)

    plain = answerer.answer(QUESTION, updates=(), today=TODAY)
    hidden = answerer.answer(QUESTION, updates=(), today=TODAY, view=View(hidden=HIDDEN))
    added = answerer.answer(QUESTION, updates=(), today=TODAY, view=replaced)

    assert [one.id for one in plain.facts] == ["length"]
    assert hidden.abstained
    assert added.facts == (better,)


def test_a_fact_of_one_view_is_not_told_in_another() -> None:
    answerer = Answerer(PACK, PHRASINGS)
    own = fact("+1", "Otto's uncle kept the lighthouse.", "film")
    view = View({"+1.1": own}, {"+1.1": "who kept the lighthouse"})
    question = "so who kept the lighthouse"

    seen = answerer.answer(question, updates=(), today=TODAY, view=view)
    unseen = answerer.answer(question, updates=(), today=TODAY)

    assert seen.facts == (own,)
    assert unseen.abstained
