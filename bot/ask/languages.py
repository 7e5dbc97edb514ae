"""Which language a question is in, and its words in English as far as a pack maps them."""

import re
from collections.abc import Mapping, Sequence

from bot.ask.english import CHAT, COMMON, STOP, WEAK, words_in
from bot.ask.grammar import ASKING, LITTLE, NOTHING, SHARED
from bot.ask.japanese import Japanese
from bot.ask.lexicon import Lexicon
from bot.ask.tokens import LONGEST, question_words
from bot.ask.vocabulary import Vocabulary

_CLEAR = 1.0  # words of a language that prove it
_HINT = 0.5  # the same where the question begins like one
_LOOKED_AT = 24  # words of a question, so that a long one takes no longer
_LITTLE = 0.25  # what a word counts that English has too
_SHARE = 0.75  # what all of them count at most
_LEAST = 0.01  # what each counts nevertheless between languages that are alike
_FOREIGN = 4  # Latin words from which a text with kana is no Japanese question
# What is written so in one of them only.
_LETTERS = {
    "es": re.compile(r"[ñ¿¡]", re.IGNORECASE),
    "pt": re.compile(r"[ãõ]|\b[éÉ]\b", re.IGNORECASE),
    "fr": re.compile(r"[èœ]|\b(?:[ldcnsj]|qu)['\u2019]", re.IGNORECASE),
    "de": re.compile(r"[äß]", re.IGNORECASE),
}
_KANA, _HAN = re.compile("[\u3041-\u30ff]"), re.compile("[\u3400-\u9fff]")
_CHINESE = re.compile("[是你您们們这這哪什么麼吗嗎谁怎]")  # what no Japanese question is asked with
_SPOKEN = tuple(NOTHING)
_WORDS = {
    language: {*ASKING[language], *LITTLE[language], *NOTHING[language]} for language in _SPOKEN
}
_ENGLISH = words_in(
    """
    the what who when where how why which did does is are was were do can will of and in to for on
    it he she they that this there has have whos whats whens wheres any from with about
    """
)
_PLAIN = (_ENGLISH | STOP) - SHARED
_TAKEN = _ENGLISH | STOP | WEAK | COMMON | frozenset(CHAT)

DECLINED = {
    "en": "I don't know: I found nothing with a source that answers this.",
    "es": "No lo sé: no he encontrado nada con fuente que responda a esto. (I don't know.)",
    "pt": "Não sei: não encontrei nada com fonte que responda a isto. (I don't know.)",
    "fr": "Je ne sais pas : je n'ai rien trouvé de sourcé qui y réponde. (I don't know.)",
    "de": "Das weiß ich nicht: Ich habe nichts mit Quelle dazu gefunden. (I don't know.)",
    "ja": "わかりません。出典のある答えは見つかりませんでした。(I don't know.)",
}


class Languages:
    """Tells languages apart and translates, with the words that a pack gives for each of them."""

    def __init__(self, tables: Mapping[str, Mapping[str, str]], lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._spoken = {name: Vocabulary(name, tables.get(name, {}), lexicon) for name in _SPOKEN}
        self._japanese = Japanese(tables.get("ja", {}), lexicon)

    def detect(self, text: str, words: Sequence[str]) -> str:
        """Return the language of a question: es, pt, fr, de, ja, or en when no other is clear."""
        if self._is_japanese(text) and sum(word.isascii() for word in words) < _FOREIGN:
            return "ja"
        named = [unit.words for unit in self._lexicon.units(words) if unit.entities]
        names = {word for name in named for word in name if len(name) > 1 or word not in SHARED}
        words = [word for word in words if word not in names][:_LOOKED_AT]
        english = sum(word in _PLAIN or word in CHAT for word in words)
        counts = {language: self._count(words, language) for language in _SPOKEN}
        for language, letters in _LETTERS.items():
            counts[language] += _HINT if letters.search(text) else 0
        best = max(counts, key=lambda language: (counts[language], _asks(words, language)))
        least = _HINT if _asks(words, best) or "¿" in text else _CLEAR
        return best if counts[best] > english and counts[best] >= least else "en"

    def translate(self, text: str, language: str) -> list[str]:
        """Return a question's words in English where they are known, others unchanged."""
        if language == "ja":
            return self._japanese.translate(text[:LONGEST])
        return self._spoken[language].translate(question_words(text))

    def _is_japanese(self, text: str) -> bool:
        """Whether a text has kana, or without them a Japanese word and nothing Chinese."""
        if _KANA.search(text):
            return True
        known = _HAN.search(text) and not _CHINESE.search(text)
        return bool(known) and self._japanese.has_word(text[:LONGEST])

    def _count(self, words: Sequence[str], language: str) -> float:
        """Return how many words are of a language; those that English has too count little."""
        sure = shared = 0
        for word in words:
            own = word in _WORDS[language]
            known = not own and self._lexicon.knows(word)
            if own or self._spoken[language].has(word, exactly=known):
                plain = known or word in SHARED or word in _TAKEN
                shared += plain
                sure += not plain
        return sure + min(_SHARE, shared * _LITTLE) + shared * _LEAST


def _asks(words: Sequence[str], language: str) -> bool:
    """Whether a question begins with a question word of a language."""
    return bool(words) and words[0] in ASKING[language] and words[0] not in _TAKEN
