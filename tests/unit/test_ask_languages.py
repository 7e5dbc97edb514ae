"""Questions in other languages: which one it is, and what their words are in English."""

import pytest

from bot.ask.english import QUESTION_WORDS
from bot.ask.languages import Languages
from bot.ask.lexicon import Lexicon
from bot.ask.phrasings import Phrasings
from bot.ask.tokens import question_words
from bot.enums import EntityKind, Spoiler
from bot.models import Entity

TABLES = {
    "es": {"dirigir": "directed", "fin de semana": "weekend", "película": "film"},
    "pt": {"estreia": "release", "filme": "film", "continuação": "sequel"},
    "fr": {"réaliser": "directed", "sortie": "released", "mourir": "died", "meurt": "dies"},
    "de": {
        "Start": "opening", "Wochenende": "weekend", "spielte … ein": "earned",
        "gekostet": "cost", "Fortsetzung": "sequel", "Kirche": "church",
    },
    "ja": {
        "監督": "director", "ボール": "ball", "続編": "sequel", "マラ・クイロン": "mara quillon",
    },
}  # fmt: skip
PEOPLE = [
    Entity(id_, name, EntityKind.PERSON, (), "", (), Spoiler.NONE, ())
    for id_, name in (("quillon", "Mara Quillon"), ("chiren", "Chiren"))
]


@pytest.fixture(scope="module")
def languages() -> Languages:
    lexicon = Lexicon(PEOPLE, Phrasings())
    lexicon.learn(["film", "director", "release", "start", "comment", "harbour", "opening"])
    return Languages(TABLES, lexicon)


def detected(languages: Languages, text: str) -> str:
    return languages.detect(text, question_words(text))


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("quien dirigio la pelicula", "es"),
        ("¿Habrá continuación?", "es"),
        ("o Quillon já filmou?", "pt"),
        ("o filme é bom?", "pt"),
        ("comment meurt Quillon ?", "fr"),
        ("was hat der Film gekostet", "de"),
        ("was hat Quillon gekostet", "de"),
        ("監督は誰ですか", "ja"),
        ("続編 公開日", "ja"),
        ("アリータ", "ja"),
        ("导演是谁", "en"),
        ("導演是誰", "en"),
        ("監督是誰", "en"),
        ("续集什么时候上映", "en"),
        ("監督什麼時候說的", "en"),
        ("what was the release of the film", "en"),
        ("did the director comment on the film", "en"),
        ("wen was the film released", "en"),
        ("where dos the film start", "en"),
        ("film release", "en"),
        ("what does 監督 mean in the credits", "en"),
        ("", "en"),
        ("😀", "en"),
    ],
)
def test_a_language_is_told_by_its_own_words(
    languages: Languages, question: str, language: str
) -> None:
    assert detected(languages, question) == language


@pytest.mark.parametrize(
    ("language", "question", "english"),
    [
        ("es", "¿Quiénes dirigieron la película?", "who directed film"),
        ("es", "quien dirigio las peliculas", "who directed film"),
        ("fr", "qui a réalisé le filme", "who directed filme"),
        ("de", "Was spielte Quillon am Wochenende ein?", "what is earned quillon weekend"),
        ("de", "Startwochenende von Quillon", "is opening weekend quillon"),
        ("de", "Wie viele Kirchen", "how many church"),
        ("es", "quien es quilon", "who is quillon"),
    ],
)
def test_endings_parted_verbs_and_compounds_are_known(
    languages: Languages, language: str, question: str, english: str
) -> None:
    assert " ".join(languages.translate(question, language)) == english


def test_a_word_that_is_not_known_stays_and_is_no_name(languages: Languages) -> None:
    assert languages.translate("chirimoyas chorizos", "es") == ["is", "chirimoyas", "chorizos"]


@pytest.mark.parametrize(
    ("question", "english"),
    [
        ("続編の監督は誰ですか", "who sequel director"),
        ("マラ・クイロンの監督", "is mara quillon director"),
        ("マラクイロンって誰", "who mara quillon"),
        ("ボールペンはどこ", "where ball ペン"),
        ("スタントマンは誰", "who スタントマン"),
        ("OVA12のボール", "is ova12 ball"),
        ("監督さんのぬいぐるみ", "is director のぬいぐるみ"),
    ],
)
def test_japanese_is_cut_into_its_words(languages: Languages, question: str, english: str) -> None:
    assert " ".join(languages.translate(question, "ja")) == english


@pytest.mark.parametrize("language", ["es", "pt", "fr", "de", "ja"])
@pytest.mark.parametrize("text", ["", "???", "\u3000・", "x" * 500, "ー", "の" * 400, "'" * 9])
def test_any_text_is_translated_without_an_error(
    languages: Languages, language: str, text: str
) -> None:
    words = languages.translate(text, language)

    assert words[0] == "is" or not QUESTION_WORDS.isdisjoint(words)
