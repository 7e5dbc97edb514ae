"""A sound pack is read into models; one that is missing or broken is refused with reasons."""

from pathlib import Path

import pytest

from bot.enums import EntityKind, Kind, Reliability, Spoiler, Stage
from bot.errors import PackError
from bot.models import PartialDate, Source, Wording
from bot.packs.files import hash_pack
from bot.packs.loading import check_pack, load_pack, read_info
from tests.packs.broken import HARBOUR, copy_harbour

ROOT = Path(__file__).resolve().parents[2]
ALITA = ROOT / "data" / "packs" / "alita"


@pytest.fixture
def harbour(tmp_path: Path) -> Path:
    return copy_harbour(tmp_path)


def test_shipped_pack_has_no_problems() -> None:
    assert check_pack(ALITA) == ()


def test_shipped_pack_holds_every_row() -> None:
    pack = load_pack(ALITA)
    counts = [len(rows) for rows in (pack.sources, pack.entities, pack.facts, pack.timeline)]

    assert counts == [477, 269, 430, 67]
    assert {fact.category for fact in pack.facts} == set(pack.info.categories)
    assert len(pack.info.categories) == 18
    assert {entity.kind for entity in pack.entities} == set(EntityKind)
    assert pack.info.checked_on == max(update.wording.date for update in pack.timeline)
    assert not any(update.wording.release for update in pack.timeline)


def test_head_is_read_without_the_rows(harbour: Path) -> None:
    (harbour / "sources.toml").write_text("this is no TOML", encoding="utf-8")

    info = read_info(harbour)

    assert (info.name, info.title) == ("harbour", "The Lantern Harbour")
    assert info.subject == "a second Lantern Harbour film"
    assert info.colour == 0xC9822B
    assert info.checked_on == PartialDate(2024, 9, 30)
    assert list(info.categories.items()) == [("sequel", "Second film"), ("story", "Story")]
    assert info.credits == ""


def test_references_become_the_sources_themselves() -> None:
    pack = load_pack(HARBOUR)
    quay = Source(
        "quay-2023",
        "Ines Varga on the second film",
        "The Quay Review",
        "https://quay.example.org/varga-second-film",
        PartialDate(2023, 3, 15),
        Reliability.PRESS,
    )

    wish = next(fact for fact in pack.facts if fact.id == "sequel-wish")
    tomo = next(entity for entity in pack.entities if entity.id == "tomo")

    assert wish.sources == (quay,)
    assert (wish.category, wish.as_of, wish.notes) == ("sequel", PartialDate(2023, 3, 14), None)
    assert wish.entities == ("ines-varga", "lantern-harbour")
    assert (tomo.kind, tomo.spoiler) == (EntityKind.CHARACTER, Spoiler.NONE)
    assert tomo.aliases == ("トモ", "The Lamplighter")
    assert [source.id for source in tomo.sources] == ["lamp-wiki", "quay-2023"]


def test_timeline_links_to_its_first_source() -> None:
    talks, *_, festival = load_pack(HARBOUR).timeline[1:]

    assert talks.wording == Wording(
        "Varga talks to the studio about a second film",
        "Ines Varga said that she was talking to Harbour Pictures about a second film.",
        Kind.FILMMAKER,
        Stage.IN_TALKS,
        PartialDate(2023, 3, 14),
        "https://quay.example.org/varga-second-film",
    )
    assert (talks.key, talks.people) == ("tl-2023-talks", ("ines-varga",))
    assert festival.wording.link is None


def test_release_date_of_an_official_update_is_read(harbour: Path) -> None:
    dated = 'kind = "official"\nstage = "dated"\nrelease = "2027-03-05"'
    _write_over(harbour / "timeline.toml", 'kind = "official"', dated)

    (update,) = (one for one in load_pack(harbour).timeline if one.wording.release)

    assert update.wording.release == PartialDate(2027, 3, 5)


def test_files_of_a_windows_editor_are_read(harbour: Path) -> None:
    for file in harbour.rglob("*.toml"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text, encoding="utf-8-sig", newline="\r\n")

    assert load_pack(harbour).facts == load_pack(HARBOUR).facts


def test_answers_are_left_to_their_own_reader(harbour: Path) -> None:
    (harbour / "answers").mkdir()
    (harbour / "answers" / "story.toml").write_text("[questions]", encoding="utf-8")

    assert check_pack(harbour) == ()


def test_hash_follows_every_file_and_its_name(harbour: Path) -> None:
    seen = {hash_pack(HARBOUR)}
    assert hash_pack(harbour) in seen

    (harbour / "README.md").write_text("not part of the content", encoding="utf-8")
    assert hash_pack(harbour) in seen

    _write_over(harbour / "facts" / "story.toml", "forty", "fifty")
    seen.add(hash_pack(harbour))
    (harbour / "facts" / "story.toml").rename(harbour / "facts" / "plot.toml")
    seen.add(hash_pack(harbour))
    (harbour / "answers").mkdir()
    (harbour / "answers" / "story.toml").touch()
    seen.add(hash_pack(harbour))

    assert len(seen) == 4


def test_missing_pack_names_those_that_are_there(harbour: Path) -> None:
    for read in (read_info, hash_pack, check_pack, load_pack):
        with pytest.raises(PackError, match=r"There is no pack in .*harbor\..* beside it: harbour"):
            read(harbour.parent / "harbor")


def test_broken_pack_is_refused_with_its_first_problems(harbour: Path) -> None:
    _write_over(harbour / "timeline.toml", '"2024-02"', '"2024-20"')
    _write_over(harbour / "facts" / "story.toml", 'spoiler = "', 'spoiler = "x')

    with pytest.raises(PackError) as refusal:
        load_pack(harbour)

    first, *listed = str(refusal.value).splitlines()
    assert first == f"The pack in {harbour} has mistakes:"
    assert listed == [str(problem) for problem in check_pack(harbour)]
    assert len(listed) == 4

    _write_over(harbour / "facts" / "sequel.toml", 'spoiler = "', 'spoiler = "x')
    with pytest.raises(PackError, match=r"\.\.\. and 2 more\.$"):
        load_pack(harbour)


def test_broken_head_is_refused(harbour: Path) -> None:
    _write_over(harbour / "pack.toml", '"#c9822b"', '"orange"')

    with pytest.raises(PackError, match=r"pack\.toml:6: colour .* such as \"#2f6f9f\""):
        read_info(harbour)


def _write_over(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
