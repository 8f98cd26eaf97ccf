"""What is known beforehand: names, dates, sources, and the user's word."""

import csv
from importlib.resources import files

import pytest

from legation.actors import Gazetteer
from legation.errors import UsageError

TABLES = files("legation") / "data" / "gazetteer"


@pytest.fixture(scope="module")
def known():
    return Gazetteer.load()


def keys(gazetteer, text):
    return [hit.senses[0][0] for hit in gazetteer.find(text)]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("the Kremlin", "RUS"), ("Ankara", "TUR"), ("the White House", "USA"), ("U.S.", "USA"),
        ("Kyrgyz Republic", "KGZ"), ("CSTO", "igo:CSTO"), ("Daesh", "group:isis"),
        ("Wilayat Khorasan", "group:iskp"), ("al Qaida", "group:alqaeda"),
        ("Islamic Movement of Uzbekistan", "group:imu"), ("USSR", "SUN"), ("Türkiye", "TUR"),
        ("Афганистан", "AFG"), ("ОДКБ", "igo:CSTO"), ("طالبان", "group:taliban"), ("روسیه", "RUS"),
        ("上海合作组织", "igo:SCO"), ("Birleşmiş Milletler", "igo:UN"), ("الأمم المتحدة", "igo:UN"),
    ],
)  # fmt: skip
def test_a_name_finds_its_actor_in_any_script(known, text, key):
    assert keys(known, text) == [key]


def test_the_longest_name_wins(known):
    assert keys(known, "Islamic State West Africa Province") == ["group:iswap"]
    assert keys(known, "the Pakistani Taliban") == ["group:ttp"]


@pytest.mark.parametrize("text", ["talk with us", "who said it", "turkey soup", "the west wing"])
def test_small_words_are_no_names(known, text):
    assert known.find(text) == []


def test_headings_in_capitals_are_read(known):
    assert keys(known, "RUSSIA AND ISLAMIC STATE") == ["RUS", "group:isis"]


def test_positions_are_those_of_the_text(known):
    text = "In Türkiye, NATO’s envoys met; the U.S. agreed."
    for hit in known.find(text, offset=5):
        assert text[hit.start - 5 : hit.end - 5]
    assert [text[h.start : h.end] for h in known.find(text)] == ["Türkiye", "NATO", "U.S."]


def test_membership_depends_on_the_day(known):
    assert "UZB" in known.members("igo:CSTO", "2010-01-01")
    assert "UZB" not in known.members("igo:CSTO", "2013-01-01")
    assert known.members("igo:SCO", "2010-01-01")["IND"] == "observer"
    assert known.members("igo:SCO", "2018-01-01")["IND"] == "member"


def test_a_part_has_its_whole_for_a_time(known):
    assert known.wholes("group:iskp", "2016-01-01") == {"group:isis": "branch-of"}
    assert known.wholes("group:iskp", "2014-01-01") == {}


def test_an_office_is_held_from_day_to_day(known):
    assert known.office("person:ashraf ghani", "2019-05-01").of == "AFG"
    assert known.office("person:ashraf ghani", "2021-08-16") is None
    assert known.office("person:dmitry medvedev", "2010-01-01").title == "President"


def test_a_movement_that_takes_power_changes_its_sector(known):
    taliban = known.entity("group:taliban")
    assert [taliban.sector(d) for d in ("2000-01-01", "2010-01-01", "2022-01-01")] == [
        "GOV", "REB", "GOV",
    ]  # fmt: skip


def test_every_row_has_its_source_and_every_key_its_entity():
    entities = _rows("entities.csv")
    held = {row["key"] for row in entities}
    assert len(held) == len(entities)
    for table in ("entities", "forms", "members", "offices", "parts", "places"):
        assert all(row["source"] for row in _rows(f"{table}.csv")), table
    assert {row["key"] for row in _rows("forms.csv")} <= held
    assert {row["person"] for row in _rows("offices.csv")} <= held
    assert {row["of"] for row in _rows("offices.csv")} <= held
    for row in _rows("members.csv"):
        assert {row["organisation"], row["member"]} <= held
    for row in _rows("parts.csv"):
        assert {row["part"], row["whole"]} <= held


def _rows(name):
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_states_have_adjectives_people_and_names_in_five_other_languages(known):
    states = [e for e in known.entities() if e.kind == "state" and not e.end]
    assert len(states) >= 195
    forms = _rows("forms.csv")
    named = {(r["key"], r["language"]) for r in forms}
    bare = [
        e.key for e in states if not {(e.key, x) for x in ("ru", "fa", "tr", "ar", "zh")} <= named
    ]
    assert bare == []
    adjectives = {r["key"] for r in forms if r["role"] == "adjective"}
    assert len([e for e in states if e.key not in adjectives]) <= 3


def test_a_users_toml_with_aliases(tmp_path):
    file = tmp_path / "actors.toml"
    file.write_text(
        '[[actor]]\nname = "Lake Council"\ncode = "LAK"\naliases = ["Council of the Lake"]\n'
        'kind = "igo"\nsector = "IGO"\n',
        encoding="utf-8",
    )
    known = Gazetteer.load(file)
    hit = known.find("the Council of the Lake met")[0]
    entity = known.entity(hit.senses[0][0])
    assert (hit.code, entity.kind, entity.sector()) == ("LAK", "igo", "IGO")


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.csv", "name,code\nGondor,\n", "row 1"),
        ("a.toml", "[[actor]\n", "a.toml"),
        ("a.csv", "name,code,kind\nGondor,GON,planet\n", "planet"),
    ],
)
def test_a_bad_actor_file_gets_one_clear_line(tmp_path, name, text, says):
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=says):
        Gazetteer.load(file)


def test_a_missing_actor_file_is_told(tmp_path):
    with pytest.raises(UsageError, match="cannot read"):
        Gazetteer.load(tmp_path / "none.csv")


def test_the_users_file_leaves_the_shipped_tables_alone(tmp_path, known):
    file = tmp_path / "a.csv"
    file.write_text("name,code\nRussia,XXX\n", encoding="utf-8")
    assert Gazetteer.load(file).find("Russia")[0].code == "XXX"
    assert known.find("Russia")[0].code is None


def test_the_users_code_stands_under_our_actor_where_the_name_is_ours(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("name,code\nHamas,PSEREBHMS\nIsraeli,ISR\nIsraeli Troops,ISRMIL\n", "utf-8")
    known = Gazetteer.load(file)
    hamas = known.find("Hamas")[0]
    assert (hamas.senses[0][0], hamas.code) == ("group:hamas", "PSEREBHMS")
    assert known.entity("group:hamas").code == "PSEREBHMS"
    assert known.find("Israeli")[0].senses[0] == ("ISR", "adjective")
    assert known.find("Israeli troops")[0].code == "ISRMIL"
