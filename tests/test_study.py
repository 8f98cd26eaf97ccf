"""The study: documents in, records out, kept whatever happens."""

import json
from pathlib import Path

import pytest

from fake_coding import document, fake_coding  # worker processes import it by this name
from legation.documents import LANGUAGES, Given
from legation.errors import LedgerError, SettingsError, UsageError, WorkspaceError
from legation.ledger import Judgement
from legation.records import Claim, Document, Event
from legation.settings import Settings, meanings, read_settings
from legation.study import Coding, Study, code_files

TEXT = "Kabulov met Muttaqi in Doha. Muttaqi said “the talks went well” to Reuters."


@pytest.fixture
def study(tmp_path):
    with Study.create(tmp_path / "ws") as study:
        study.settings = Settings(workers=1)
        yield study


@pytest.fixture
def files(tmp_path):
    """A folder with two texts, a table of lines, a hidden file and one that is not readable."""
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "deep" / "b.md").write_text("Baradar met Kabulov.", encoding="utf-8")
    (folder / ".hidden.txt").write_text("Nobody sees this.", encoding="utf-8")
    (folder / "table.xlsx").write_bytes(b"PK")
    rows = [
        {"id": "n1", "text": "Zhirnov met Baradar.", "date": "2022-02-03", "colour": "red"},
        {"id": "n2", "text": "Zhirnov met Baradar.", "date": ""},
    ]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "deep" / "c.jsonl").write_text(lines, encoding="utf-8")
    return folder


def many(study, number, broken=()):
    """Put so many small documents into a study."""
    with study.ledger.batch():
        for n in range(number):
            text = f"Kabulov met Muttaqi in room {n}." + (" BROKEN" if n in broken else "")
            study.ledger.add(document(text, "2022-02-03"), f"{n}.txt")


# --- workspaces -------------------------------------------------------------------------------


def test_a_workspace_is_found_from_below(study):
    below = study.folder / "x" / "y"
    below.mkdir(parents=True)
    with Study.open(below) as found:
        assert found.folder == study.folder.absolute()


def test_no_workspace_is_told(tmp_path):
    with pytest.raises(WorkspaceError, match="legation init"):
        Study.open(tmp_path)


def test_making_a_workspace_again_changes_nothing(study):
    many(study, 3)
    (study.folder / "legation.toml").write_text("workers = 1\n", encoding="utf-8")
    with Study.create(study.folder) as again:
        assert len(again.documents()) == 3
        assert again.settings.workers == 1


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(WorkspaceError, match="cannot be made"):
        Study.create(tmp_path / "file" / "ws")


# --- adding -----------------------------------------------------------------------------------


def test_files_and_folders_are_added_once(study, files):
    report = study.add([files])
    assert (report.done, report.known, report.failures) == (4, 0, ())
    again = study.add([files])
    assert (again.done, again.known) == (0, 4)
    assert {d.sources[0] for d in study.documents()} == {
        str(files / "a.txt"), str(files / "deep" / "b.md"), "n1", "n2",
    }  # fmt: skip


def test_hidden_is_what_is_hidden_inside_the_folder(study, tmp_path, monkeypatch):
    (tmp_path / ".cache" / "in").mkdir(parents=True)
    (tmp_path / ".cache" / "x").mkdir()
    (tmp_path / ".cache" / "in" / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / ".cache" / "in" / ".b.txt").write_text("Hidden.", encoding="utf-8")
    monkeypatch.chdir(tmp_path / ".cache" / "x")
    assert study.add(["../../.cache/in"]).done == 1


def test_a_file_keeps_its_name_as_it_was_given(study, files, monkeypatch):
    monkeypatch.chdir(files)
    study.add(["./a.txt"])
    assert [d.sources for d in study.documents()] == [("./a.txt",)]


def test_what_cannot_be_read_is_told_and_the_rest_goes_on(study, files):
    report = study.add([files / "nowhere.txt", files / "a.txt"])
    assert report.done == 1
    assert [Path(f.where).name for f in report.failures] == ["nowhere.txt"]


def test_what_is_stated_stands(study, files):
    study.add([files / "a.txt"], given=Given(title="Talks", date="2022-02", publisher="Us"))
    study.add([files / "deep" / "b.md"], given=Given(translation_of=str(files / "a.txt")))
    first = next(d for d in study.documents() if d.sources[0].endswith("a.txt"))
    second = next(d for d in study.documents() if d.sources[0].endswith("b.md"))
    assert (first.fields["title"], first.fields["date"]) == ("Talks", "2022-02")
    assert second.fields["translation_of"] == first.id


def test_an_address_that_is_none_is_told(study):
    report = study.add_links(["https://"])
    assert report.done == 0
    assert report.failures[0].where == "https://"
    assert study.add_links(["https://"], feeds=True).failures


def test_copies_are_grouped(study):
    text = "The envoy said on Tuesday that the talks in the capital would go on for a week. " * 3
    for name, more in (("a", ""), ("b", " He left."), ("c", None)):
        study.ledger.add(document("Quite another matter." if more is None else text + more), name)
    (group,) = study.copies()
    assert len(group.ids) == 2


# --- coding -----------------------------------------------------------------------------------


def test_documents_are_coded_once(study):
    many(study, 30)
    seen = []
    report = study.code(coding=fake_coding(), progress=lambda *at: seen.append(at))
    assert (report.done, seen[-1]) == (30, (30, 30))
    assert len(study.events()) == 30
    assert study.code(coding=fake_coding()).done == 0


def test_a_new_version_codes_again(study):
    many(study, 3)
    study.code(coding=fake_coding())
    study.code(coding=fake_coding(2))
    assert {e.coder for e in study.events()} == {"events.v2"}


def test_a_document_that_breaks_its_coder_costs_no_other(study):
    many(study, 20, broken={7})
    report = study.code(coding=fake_coding())
    assert report.done == 19
    (failure,) = report.failures
    assert str(failure) == "7.txt: not coded: ValueError: this one breaks the coder"
    assert len(study.code(coding=fake_coding()).failures) == 1


def test_many_processes_make_the_same_ledger(tmp_path):
    made = []
    for workers in (1, 2):
        with Study.create(tmp_path / str(workers)) as study:
            study.settings = Settings(workers=workers)
            many(study, 120)
            study.code(coding=fake_coding())
            made.append([row.id for row in study.rows()])
            assert list(study.verify()) == []
    assert made[0] == made[1]


def test_an_interrupted_run_keeps_what_was_coded(study):
    many(study, 200)

    def stop(done, _):
        if done == 120:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        study.code(coding=fake_coding(), progress=stop)
    assert len(study.events()) == 120
    assert study.code(coding=fake_coding()).done == 80
    assert list(study.verify()) == []


def test_records_of_a_coder_that_was_not_asked_are_refused(study):
    many(study, 1)
    coding = Coding(coders=("other.v1",), setup="", job=fake_coding().job)
    with pytest.raises(LedgerError, match="not asked"):
        study.code(coding=coding)
    assert study.events() == []


def test_the_setup_names_model_and_actor_file(tmp_path):
    plain = Coding.of(Settings())
    (tmp_path / "mine.csv").write_text("name,code\nThe Guild,GLD\n", encoding="utf-8")
    mine = Coding.of(Settings(actors="mine.csv"), tmp_path)
    assert plain.setup.startswith("model ")
    assert mine.setup.startswith(plain.setup + ", actors ")
    assert mine.job.actors == str(tmp_path / "mine.csv")
    with pytest.raises(SettingsError, match="cannot be read"):
        Coding.of(Settings(actors="other.csv"), tmp_path)


def test_files_are_coded_without_a_workspace(files):
    failed = []
    found = list(
        code_files(
            [files / "a.txt", files / "no.txt", files / "deep" / "c.jsonl"],
            coding=fake_coding(),
            settings=Settings(workers=1),
            failed=failed.append,
        )
    )
    assert [source for source, _, _ in found] == [str(files / "a.txt"), "n1", "n2"]
    assert {p.kind for _, _, records in found for p in records} == {"event", "claim", "actor"}
    assert [Path(f.where).name for f in failed] == ["no.txt"]


# --- reading ----------------------------------------------------------------------------------


@pytest.fixture
def coded(study, files):
    study.add([files / "a.txt"], given=Given(title="Talks", date="2022-02-03"))
    study.add([files / "deep"])
    study.code(coding=fake_coding())
    return study


def test_records_are_read_by_kind(coded):
    assert all(isinstance(e, Event) for e in coded.events(actor="Kabulov"))
    assert all(isinstance(c, Claim) for c in coded.claims())
    assert len(coded.claims(as_of="2022-02-03")) == 1
    assert coded.claims(as_of="2022-02-02") == []
    assert len(coded.events(source="Zhirnov", as_of="2022-02-03")) == 1


def test_a_record_is_shown_with_its_passage(coded):
    (claim,) = coded.claims()
    shown = coded.show(claim.id[:10])
    assert shown.row.id == claim.id
    assert shown.document.title == "Talks"
    assert shown.text[shown.cited.start : shown.cited.end] == "“the talks went well”"
    assert isinstance(coded.show(shown.document.id), Document)


def test_lines_name_their_documents(coded):
    assert {line["source"] for line in coded.lines("event")} >= {"n1", "n2"}
    assert [line["source"] for line in coded.lines("event", as_of="2022-02-03")].count("n2") == 0
    assert all("text" not in line for line in coded.lines("document"))


def test_status_counts(coded):
    status = coded.status(as_of="2022-02-03")
    assert status["counts"]["document"] == 2
    assert status["uncoded"] == 4  # by the shipped coders
    assert coded.status()["counts"]["document"] == 4


def test_a_judgement_bears_its_author(coded):
    (claim,) = coded.claims()
    coded.judge(
        Judgement(
            verb="retract",
            subjects=(claim.id,),
            author=coded.author(),
            reason="misread",
            hides=(claim.id,),
        )
    )
    assert coded.claims() == []
    assert coded.author()


def test_a_judge_without_a_name_is_asked(study, monkeypatch):
    def nobody():
        raise OSError

    monkeypatch.setattr("getpass.getuser", nobody)
    study.settings = Settings(author="A. Nalyst")
    assert study.author() == "A. Nalyst"
    study.settings = Settings()
    with pytest.raises(UsageError, match="who judges"):
        study.author()


def test_search_and_export(coded, tmp_path):
    assert coded.search("talks")[0].title == "Talks"
    made = coded.export(tmp_path / "out.db", as_of="2022-02-03")
    assert made["document"] == 2
    with pytest.raises(UsageError, match="there already"):
        coded.export(tmp_path / "out.db")


def test_rebuild(coded):
    assert list(coded.verify(rebuild=True)) == []


# --- settings ---------------------------------------------------------------------------------


def toml(tmp_path, text):
    path = tmp_path / "legation.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_settings_have_defaults_and_meanings():
    assert read_settings(environment={}) == Settings()
    assert all(meaning.endswith(".") for _, meaning in meanings().values())
    assert Settings().languages == LANGUAGES


def test_the_file_and_above_it_the_environment(tmp_path):
    path = toml(tmp_path, 'workers = 3\nbusy_seconds = 2\nlanguages = ["en", "ru"]\n')
    settings = read_settings(path, {"LEGATION_WORKERS": "5", "LEGATION_LANGUAGES": "en, fa"})
    assert (settings.workers, settings.busy_seconds) == (5, 2.0)
    assert settings.languages == ("en", "fa")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("worker = 3", "did you mean workers"),
        ("colour = 'red'", "unknown setting 'colour'"),
        ("workers = 'three'", "must be a whole number"),
        ("workers = true", "must be a whole number"),
        ("busy_seconds = 'long'", "must be a number"),
        ("model = 3", "must be a text"),
        ("languages = 'en'", "must be a list of texts"),
        ("workers = -1", "is negative"),
        ("workers = ", "no valid TOML"),
    ],
)
def test_what_is_no_setting_is_refused(tmp_path, text, told):
    with pytest.raises(SettingsError, match=told):
        read_settings(toml(tmp_path, text), {})


def test_an_environment_that_does_not_fit_is_refused():
    with pytest.raises(SettingsError, match="LEGATION_WORKERS: workers must be a whole number"):
        read_settings(None, {"LEGATION_WORKERS": "many"})
