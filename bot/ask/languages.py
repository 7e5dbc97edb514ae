"""Which language a question is in, and its words in English as far as a pack maps them."""

import re
from collections.abc import Mapping, Sequence

from bot.ask.english import words_in
from bot.ask.lexicon import Lexicon
from bot.names import fold

_HINT = 0.5  # one word of a pack that is no English one proves nothing
_FOREIGN = 4  # Latin words from which a text with kana is no Japanese question
_KANA_OR_HAN = re.compile("[\u3041-\u30ff\u3400-\u9fff]")

# Folded function words that give a language away, and the English question word of some.
_WORDS: dict[str, dict[str, str]] = {
    "es": {
        "que": "what", "quien": "who", "quienes": "who", "cuando": "when", "donde": "where",
        "cuanto": "how much", "cuanta": "how much",
        "cuantos": "how many", "cuantas": "how many",
        "por": "", "como": "how", "cual": "what", "el": "",
        "la": "", "los": "", "las": "", "de": "",
        "del": "", "en": "", "es": "is", "fue": "was",
        "una": "", "un": "", "se": "", "y": "and",
        "hay": "is there", "esta": "is", "al": "",
        "a": "", "su": "", "sobre": "about", "para": "",
        "con": "", "ha": "", "han": "", "va": "",
        "son": "are", "sera": "will", "lo": "", "le": "",
        "porque": "why", "tiene": "have", "fueron": "were", "o": "or", "mas": "more",
        "por que": "why", "tan": "", "sus": "", "ya": "", "ese": "", "esa": "", "este": "",
        "nos": "", "era": "was", "desde": "since", "antes": "before", "hasta": "until",
        "cuales": "which", "ella": "", "mi": "", "muy": "", "si": "",
    },
    "pt": {
        "que": "what", "quem": "who", "quando": "when", "onde": "where", "quanto": "how much",
        "quantos": "how many", "quantas": "how many", "quanta": "how much", "por": "",
        "como": "how", "qual": "what", "o": "", "os": "",
        "as": "", "do": "", "da": "", "dos": "",
        "de": "", "no": "", "na": "", "em": "", "e": "is", "foi": "was", "um": "", "uma": "",
        "ao": "", "tem": "have", "sobre": "about", "para": "", "com": "", "vai": "", "se": "",
        "nao": "", "ja": "", "sera": "will", "a": "", "seu": "", "sua": "", "mais": "more",
        "por que": "why", "nos": "", "nas": "", "ela": "", "ele": "", "esta": "is", "sao": "are",
        "foram": "were", "quais": "which", "tao": "", "ate": "until", "desde": "since",
        "antes": "before", "esse": "", "essa": "", "pela": "", "pelo": "", "cade": "where",
    },
    "fr": {
        "qui": "who", "quand": "when", "ou": "where", "combien": "how many", "pourquoi": "why",
        "comment": "how", "quel": "what", "quelle": "what", "quels": "what", "quelles": "what",
        "le": "", "la": "", "les": "", "l": "",
        "de": "", "du": "", "des": "", "d": "", "est": "is",
        "un": "", "une": "", "et": "and", "dans": "", "en": "", "il": "", "elle": "", "ce": "",
        "que": "what", "qu": "", "a": "", "au": "", "aux": "", "sur": "about", "pour": "",
        "avec": "", "y": "", "t": "", "se": "", "s": "", "son": "", "sa": "", "cette": "",
        "temps": "how long", "ont": "", "ete": "", "quoi": "what", "par": "",
        "combien de temps": "how long", "c": "", "si": "", "ses": "", "sont": "are", "etait": "was",
        "avant": "before", "depuis": "since", "vers": "", "ils": "", "elles": "", "deja": "",
        "est ce que": "is", "tres": "", "ne": "", "pas": "", "leur": "", "je": "", "on": "",
    },
    "de": {
        "wer": "who", "wann": "when", "wo": "where", "wie": "how", "wieviel": "how much",
        "wieviele": "how many", "warum": "why",
        "wieso": "why", "was": "what", "welche": "which",
        "welcher": "which", "welches": "which", "der": "", "die": "", "das": "", "den": "",
        "dem": "", "des": "", "von": "", "vom": "",
        "im": "", "ist": "is", "ein": "", "eine": "",
        "einen": "", "einer": "", "und": "and", "es": "", "hat": "", "haben": "", "zu": "",
        "zum": "", "mit": "", "fur": "", "auf": "", "wurde": "was", "wird": "will", "in": "",
        "ins": "", "wen": "who", "viele": "many", "viel": "much", "uber": "about", "man": "",
        "sich": "", "sind": "are", "nicht": "",
        "schon": "", "denn": "", "an": "", "gemacht": "",
        "bei": "", "hatte": "", "kommen": "", "am": "",
        "sie": "", "er": "", "ihr": "", "ihre": "", "sein": "", "seine": "", "dieser": "",
        "diese": "", "so": "", "noch": "", "vor": "before", "seit": "since", "nach": "after",
        "bis": "until", "wem": "who", "welchem": "which", "welchen": "which", "wurden": "were",
        "werden": "", "waren": "were", "war": "was", "gab": "", "kann": "", "ich": "", "aus": "",
        "eigentlich": "", "jetzt": "", "mal": "", "auch": "", "als": "",
    },
}  # fmt: skip
_JAPANESE = {
    "誰": "who", "だれ": "who", "何時": "when",
    "いつ": "when", "どこ": "where", "なぜ": "why",
    "どうして": "why", "何": "what",
    "いくら": "how much", "いくつ": "how many",
}  # fmt: skip
_PARTICLES = words_in(
    """
    の は が を に で と も へ か や ね
    よ な だ です ます ですか ますか でした ました した して された いる
    ある だった する から まで について という さん って なの たの
    ている てい る い く り し て た っ ん う
    され される されました されてい れ けど って こと もの よう でしょうか りました りますか
    ください 教えて この その あの
    """
)
# English words that these languages share prove nothing for them.
_SHARED = words_in(
    "a in on no do as was an me i o y am man also son con die he so war mal on mi si ne c ya er"
)
_ENGLISH = words_in(
    """
    the what who when where how why which did does is are was were do can will of and in to for on
    it he she they that this there has have whos whats whens wheres any from with about
    """
)

DECLINED = {
    "en": "I don't know: I found nothing with a source that answers this.",
    "es": "No lo sé: no he encontrado nada con fuente que responda a esto. (I don't know.)",
    "pt": "Não sei: não encontrei nada com fonte que responda a isto. (I don't know.)",
    "fr": "Je ne sais pas : je n'ai rien trouvé de sourcé qui y réponde. (I don't know.)",
    "de": "Das weiß ich nicht: Ich habe nichts mit Quelle dazu gefunden. (I don't know.)",
    "ja": "わかりません。出典のある答えは見つかりませんでした。(I don't know.)",
}


def detect(
    text: str,
    words: Sequence[str],
    tables: Mapping[str, Mapping[str, str]],
    lexicon: Lexicon,
) -> str:
    """Return the language of a question: es, pt, fr, de, ja, or en when no other is clear."""
    if _KANA_OR_HAN.search(text) and sum(word.isascii() for word in words) < _FOREIGN:
        return "ja"
    words = [word for word in words if not lexicon.names(word) or word in _SHARED]
    english = sum(word in _ENGLISH and word not in _SHARED for word in words)
    counts = {
        language: sum(word in known and word not in _SHARED for word in words)
        + sum(word in tables.get(language, {}) and word not in _ENGLISH for word in words) / 2
        for language, known in _WORDS.items()
    }
    best = max(counts, key=lambda language: (counts[language], _asks(words, language)))
    clear = counts[best] > 1 or not english or _asks(words, best) or "¿" in text
    return best if counts[best] > max(english, _HINT) and clear else "en"


def _asks(words: Sequence[str], language: str) -> bool:
    """Whether a question begins with a question word of a language."""
    return bool(words) and bool(_WORDS[language].get(words[0])) and words[0] not in _ENGLISH


def translate(
    words: Sequence[str], language: str, table: Mapping[str, str], lexicon: Lexicon
) -> list[str]:
    """Return a question's words in English where they are known, others unchanged."""
    if language == "ja":
        return _from_japanese(words, table, lexicon)
    grammar = _WORDS[language]
    both = {**grammar, **{fold(word): english for word, english in table.items()}}
    known = {tuple(word.split()): english.split() for word, english in both.items()}
    english: list[str] = []
    at = 0
    while at < len(words):
        size = next((n for n in (4, 3, 2, 1) if tuple(words[at : at + n]) in known), 0)
        if size:
            english.extend(known[tuple(words[at : at + size])])
        else:
            english.append(words[at])
        at += size or 1
    return english


def _from_japanese(words: Sequence[str], table: Mapping[str, str], lexicon: Lexicon) -> list[str]:
    """Return English words for the longest known pieces, leaving out other hiragana."""
    known = {fold(word): english for word, english in {**_JAPANESE, **table}.items()}
    english: list[str] = []
    for word in words:
        if word.isascii():
            english.append(word)
            continue
        english.extend(_pieces(word, known, lexicon))
    return english


def _pieces(word: str, known: Mapping[str, str], lexicon: Lexicon) -> list[str]:
    """Return the English of the longest known pieces; what is unknown stays as a word."""
    english: list[str] = []
    unknown = ""
    at = 0
    while at < len(word):
        size = next((n for n in range(8, 0, -1) if _piece(word, at, n, known, lexicon)), 0)
        piece = word[at : at + (size or 1)]
        if not size:
            unknown += piece
        elif piece not in _PARTICLES:
            english.extend(known.get(piece, piece).split())
        if unknown and (size or at + 1 == len(word)):
            english.append(unknown)
            unknown = ""
        at += size or 1
    return english


def _piece(word: str, at: int, size: int, known: Mapping[str, str], lexicon: Lexicon) -> bool:
    piece = word[at : at + size]
    named = size > 1 and lexicon.names(piece)
    return len(piece) == size and (piece in known or piece in _PARTICLES or named)
