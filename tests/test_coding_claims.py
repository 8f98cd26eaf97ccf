"""Claims: exact contents, joint and written speakers, rebuttals; undertakings derived from them."""

from dataclasses import replace
from typing import Any

import pytest

from legation.coding import load_coder
from legation.coding.attribution import attributions, statements
from legation.coding.undertakings import undertakings
from legation.records import Claim, Event, Undertaking
from statement_coding import reading


def claims(text: str) -> list[Claim]:
    return [c for c in load_coder("claims.v1")(reading(text)) if isinstance(c, Claim)]


def contents(text: str) -> list[str]:
    return [c.content.text for c in claims(text)]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Norway said that the strait is open.", "the strait is open"),
        ("Norway said on Monday that the strait is open.", "the strait is open"),
        ("The strait is open, according to Norway.", "The strait is open"),
        ("“The strait will be open by noon,” said Norway.", "“The strait will be open by noon,”"),
        ("Norway condemned the closing of the strait.", "the closing of the strait"),
    ],
)
def test_the_content_is_exactly_what_was_said(text: str, content: str) -> None:
    assert contents(text) == [content]


def test_a_quotation_goes_on_behind_its_cue() -> None:
    text = "“The strait is mined and closed,” Norway said. “Nobody should sail there this week.”"
    (claim,) = claims(text)
    assert claim.content.text == text


def test_two_that_clauses_are_two_claims() -> None:
    found = contents("Norway said that the strait is open and that the ships may sail.")
    assert found == ["the strait is open", "the ships may sail"]


def test_what_the_speaker_goes_on_with_is_a_claim_of_its_own() -> None:
    found = claims("Norway said that the strait is open, adding that the fleet will leave.")
    assert [c.content.text for c in found] == ["the strait is open", "the fleet will leave"]
    assert {c.speaker.name for c in found if c.speaker} == {"Norway"}


def test_those_who_speak_together_are_one_speaker_with_all_names() -> None:
    (claim,) = claims("Norway and Sweden said that the strait is open.")
    assert claim.speaker is not None
    assert claim.speaker.name == "Norway and Sweden"
    assert set(claim.speaker.aliases) == {"Norway", "Sweden"}


def test_a_document_speaks_for_whoever_wrote_it() -> None:
    (claim,) = claims("Norway's new security strategy warns that the strait could be mined.")
    assert claim.speaker is not None
    assert (claim.speaker.party, claim.polarity) == ("Norway", "warn")


def test_a_paragraph_that_is_announced_belongs_to_who_announced_it() -> None:
    text = (
        "Norway used these words in its statement:\n\n“The strait is mined. The ships must wait.”\n"
    )
    found = [c for c in claims(text) if "strait" in c.content.text or "ships" in c.content.text]
    assert [c.speaker.name for c in found if c.speaker] == ["Norway", "Norway"]


def test_a_denial_is_tied_to_the_claim_that_it_answers() -> None:
    text = (
        "Norway said that Sweden had mined the strait near the port. "
        "Sweden denied that it had mined the strait near the port."
    )
    said, denied = claims(text)
    assert denied.polarity == "deny"
    assert denied.rebuts == said.id
    assert said.rebuts is None


def test_what_is_rejected_stays_a_claim_of_the_other_side() -> None:
    text = "Sweden rejected Norway's allegation that it had mined the strait."
    found = {c.polarity: c for c in claims(text)}
    assert found["assert"].speaker is not None
    assert found["assert"].speaker.name == "Norway"
    assert found["deny"].rebuts == found["assert"].id


def test_hedges_are_kept_as_found_and_a_fact_has_none() -> None:
    (hedged,) = claims("Norway said that the strait may have been mined.")
    (plain,) = claims("Norway said that the strait has been mined.")
    assert hedged.hedge == "may"
    assert plain.hedge is None


def test_what_is_only_named_is_no_attribution_for_the_other_coders() -> None:
    found = reading("Norway condemned the attack on the port.")
    assert statements(found)
    assert not attributions(found)


def test_direct_words_are_surer_than_beliefs_and_judgements() -> None:
    (direct,) = claims("“The strait will be open by noon,” said Norway.")
    (belief,) = claims("Norway believes that the strait will be open.")
    (judged,) = claims("Undoubtedly, the strait will be open soon.")
    assert direct.confidence > belief.confidence > judged.confidence


# --- undertakings -------------------------------------------------------------------------------


PROMISE = "Norway promised to reopen the harbour of Narvik."


def derived(text: str, *acts: Event) -> list[Undertaking]:
    return undertakings([*claims(text), *acts])


def act(text: str, **changes: Any) -> Event:
    """An act of Norway that some later document tells."""
    (claim,) = claims(PROMISE)
    event = Event(
        coder="events.v1",
        citation=replace(claim.citation, text=text, start=0, end=len(text)),
        type="COOPERATE",
        source_actors=(claim.speaker,) if claim.speaker else (),
        start="2026-05-01",
        precision="day",
    )
    return replace(event, **changes)


def test_a_promise_without_later_acts_is_untested() -> None:
    (found,) = derived(PROMISE)
    assert (found.kind, found.outcome, found.shown_by) == ("promise", "untested", ())
    assert found.by.name == "Norway"


def test_a_later_act_of_the_one_who_promised_meets_it() -> None:
    done = act("Norway has reopened the harbour of Narvik")
    (found,) = derived(PROMISE, done)
    assert (found.outcome, found.shown_by) == ("met", (done.id,))


def test_the_act_denied_or_refused_breaks_it_and_both_dispute_it() -> None:
    done = act("Norway has reopened the harbour of Narvik")
    refused = act("Norway refused to reopen the harbour of Narvik", type="REJECT")
    assert derived(PROMISE, refused)[0].outcome == "broken"
    assert derived(PROMISE, done, refused)[0].outcome == "disputed"


@pytest.mark.parametrize(
    "changes",
    [
        {"start": "2020-01-01"},  # before the promise
        {"source_actors": ()},  # of nobody
        {"factuality": "planned"},  # not done
        {"type": "AGREE"},  # words again
    ],
)
def test_other_acts_say_nothing_of_it(changes: dict[str, Any]) -> None:
    done = act("Norway has reopened the harbour of Narvik", **changes)
    assert derived(PROMISE, done)[0].outcome == "untested"


SHIELD = "Norway promised Denmark that nobody would attack its consulate from Norwegian soil."


def test_an_assault_on_those_whose_safety_was_promised_breaks_it_whoever_strikes() -> None:
    (promise,) = claims(SHIELD)
    safe = next(a for a in (*promise.addressees, *promise.about) if a.name == "Denmark")
    struck = act("Raiders burned a Danish ship", type="ASSAULT", source_actors=())
    struck = replace(struck, target_actors=(safe,))
    assert derived(SHIELD, struck)[0].outcome == "broken"
    assert derived(SHIELD, replace(struck, target_actors=()))[0].outcome == "untested"
    assert derived(SHIELD, replace(struck, factuality="denied"))[0].outcome == "untested"
    assert derived(PROMISE, struck)[0].outcome == "untested"


def test_names_that_two_texts_share_say_nothing_of_what_was_done() -> None:
    promise = "Norway promised Denmark a loan."
    other = act("Norway named a street after Denmark and a square after Norway")
    assert derived(promise, other)[0].outcome == "untested"


def test_an_assertion_is_no_undertaking() -> None:
    assert derived("Norway said that the harbour of Narvik is deep.") == []
