"""Who does what in a clause: predicates with their arguments, read off a Universal Dependencies parse.

Takes a spaCy sentence and returns its `Clause`s.  Missing subjects are found where grammar leaves
them: the first conjunct's, the controller's, the antecedent of a relative clause, the noun that a
participle modifies.  Every argument is a head token; `phrase` gives the words that belong to it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from legation.coding.inflection import irregular_bases

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

NEGATORS: Final = frozenset({"not", "n't", "n’t", "never", "no", "neither", "nor", "hardly"})
NEGATING: Final = frozenset({"det", "cc:preconj", "cc", "advmod"})
MODALS: Final = frozenset(
    {"may", "might", "can", "could", "would", "should", "must", "will", "shall", "ought"}
)
SUBJECTS: Final = ("nsubj", "nsubj:pass", "csubj", "nsubj:outer")
RELATIVE: Final = frozenset({"which", "who", "that", "whom", "whose"})
CLAUSAL: Final = frozenset(
    {"acl", "acl:relcl", "advcl", "advcl:relcl", "ccomp", "xcomp", "csubj", "parataxis", "conj"}
)
# without an object: their participle behind a noun is its verb after all ("the envoy appealed to …")
INTRANSITIVE: Final = frozenset(
    {"appeal", "clash", "demonstrate", "retreat", "resign", "rally", "march", "collaborate",
     "cooperate", "apologise", "apologize", "insist", "arrive"}
)  # fmt: skip
COUNTING: Final = frozenset(
    {"hundred", "thousand", "dozen", "score", "million", "number", "group", "team", "couple", "bunch",
     "crowd", "pair", "handful", "lot", "majority", "most", "some", "many", "several", "part", "rest",
     "half", "one", "two", "three", "series", "set", "array", "all", "none", "each", "any", "few"}
)  # fmt: skip
# what "is to" do something is an aim and no plan of somebody's
AIMS: Final = frozenset({"aim", "goal", "plan", "purpose", "task", "idea", "hope", "intention", "objective", "way", "point", "policy", "job", "role", "duty", "priority", "challenge", "solution", "answer", "step", "move", "decision", "dream", "mission", "ambition", "strategy", "desire", "wish", "thing", "option", "alternative", "effect", "key", "it", "that", "this", "what", "all"})  # fmt: skip
NEARING: Final = frozenset({"close", "near", "deep", "back"})  # "close to", "deep into"
WEEKDAYS: Final = frozenset(
    {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
)
# nouns whose "that" clause is what somebody says or thinks
CONTENTS: Final = frozenset(
    {"claim", "report", "fact", "news", "idea", "belief", "sign", "hope", "fear", "warning", "threat",
     "promise", "pledge", "assurance", "evidence", "condition", "rumour", "rumor", "statement", "doubt",
     "allegation", "accusation", "charge", "suspicion", "conviction", "impression", "possibility",
     "chance", "risk", "proof", "denial", "decision", "demand", "view", "conclusion", "argument",
     "announcement", "admission", "suggestion", "notion", "speculation", "insistence", "concern"}
)  # fmt: skip
LOOSE: Final = frozenset(
    {"acl", "acl:relcl", "appos", "parataxis", "advcl", "advcl:relcl", "punct"}
)


def base(dep: str) -> str:
    """The relation without its subtype: "nsubj:pass" → "nsubj"."""
    return dep.partition(":")[0]


def children(token: "Token", *deps: str) -> list["Token"]:
    """Children with one of these relations, subtypes included, in order."""
    return [c for c in token.children if c.dep_ in deps or base(c.dep_) in deps]


def conjuncts(token: "Token") -> list["Token"]:
    """The token and what is coordinated with it, in order; verbs do not coordinate with nouns."""
    found = [token]
    for one in found:  # grows as conjuncts of conjuncts are met
        found += [c for c in one.children if c.dep_ == "conj" and _alike(token, c)]
    return _closed(sorted((t for t in found if not _excepted(token, t)), key=lambda t: t.i))


def _excepted(first: "Token", other: "Token") -> bool:
    """Is a conjunct left out by "not" ("X but not Y")?"""
    if other.i == first.i or first.pos_ not in {"NOUN", "PROPN"}:
        return False
    return any(c.lower_ == "not" and c.i < other.i for c in other.children)


def _behind_comma(first: "Token") -> bool:
    """Is a comma the word before, or the first word of, a phrase?"""
    return first.text == "," or (first.i > 0 and first.nbor(-1).text == ",")


def _closed(listed: list["Token"]) -> list["Token"]:
    """The list without what a comma adds after its "and": "between A and B, an editor said"."""
    joined = False
    for at, token in enumerate(listed):
        own = any(c.dep_ == "cc" for c in token.children)
        if joined and not own and token.pos_ != "VERB" and _behind_comma(token.left_edge):
            return listed[:at]
        joined = joined or own
    return listed


def _alike(a: "Token", b: "Token") -> bool:
    verbal = {"VERB", "AUX"}
    return (a.pos_ in verbal) == (b.pos_ in verbal)


def partner(verb: "Token") -> "Token":
    """With what a conjunct is coordinated: a finite verb never with the bare one behind "would" or "to".

    "Said that it would not work and warned …": the parse may tie "warned" to "work"; it belongs to
    "said".
    """
    first = verb.head
    while verb.tag_ in {"VBD", "VBZ"} and first.tag_ == "VB" and first.head != first:
        if not any(c.tag_ in {"MD", "TO"} for c in first.children):
            break
        first = first.head
    return first


def counted(token: "Token") -> "Token":
    """What a counting noun counts: "hundreds of prisoners" → "prisoners"; any other token itself."""
    if token.lemma_.lower() in COUNTING or token.lower_ in COUNTING:
        for c in token.children:
            if base(c.dep_) == "nmod" and case_of(c) == "of":
                return c
    return token


def asserted(verb: "Token") -> bool:
    """Is a participle on a noun without any other verb the predicate of its sentence after all?

    "A report called for sanctions." is often parsed as a noun with a participle; a sentence that
    ends in a full stop has a predicate, a headline ("Two men killed in raid") need not.
    """
    noun = verb.head
    if verb.dep_ != "acl" or noun.dep_ != "ROOT" or noun.pos_ not in {"NOUN", "PROPN"}:
        return False
    if verb.tag_ not in {"VBN", "VBD"} or not noun.sent.text.rstrip().endswith("."):
        return False
    return not any(base(c.dep_) in {"cop", "nsubj", "aux"} for c in noun.children)


def attributive(verb: "Token") -> bool:
    """Does a participle only describe the noun behind it, whatever the parse makes of it?

    "Launched a bombing and shelling offensive", "abandoned improved relations", "Ousted president X".
    """
    if verb.dep_ == "amod":
        return True
    if verb.i == verb.sent.start:
        follows = verb.i + 1 < len(verb.doc) and verb.nbor().pos_ in {"NOUN", "PROPN", "ADJ"}
        return follows and verb.tag_ in {"VBN", "VBD"}
    objects = [c for c in verb.children if c.dep_ == "obj" and c.i > verb.i]
    if not objects or any(base(c.dep_) in {"aux", "mark"} for c in verb.children):
        return False
    if objects[0].left_edge.i != verb.i + 1 or objects[0].left_edge.pos_ in {
        "DET",
        "PRON",
        "PROPN",
    }:
        return False
    if verb.tag_ == "VBG":
        return verb.dep_ == "conj" and verb.head.pos_ == "NOUN"
    return verb.tag_ == "VBN" and verb.dep_ == "xcomp"


def case_of(token: "Token") -> str:
    """The preposition of an oblique or nominal modifier, lower case: "with", "because of", or ""."""
    for c in token.children:
        if c.dep_ == "case" and c.i < token.i:
            fixed = [d for d in c.children if d.dep_ == "fixed"]
            return " ".join(t.lower_ for t in (c, *fixed))
    if token.dep_ == "conj" and token.head.i < token.i:
        return case_of(token.head)
    return ""


def phrase(token: "Token", *, tight: bool = True) -> tuple[int, int]:
    """First and last token index (end excluded) of the words around a head.

    *tight* leaves out clauses, appositions, coordinated phrases and days, and the preposition.
    """
    first = last = token.i
    for c in token.children:
        if c.dep_ == "case" or (tight and (c.dep_ in LOOSE or c.dep_ in {"conj", "cc"})):
            continue
        if c.dep_ in {"punct", "cop", "mark"} or base(c.dep_) in {"nsubj", "aux"}:
            continue
        if tight and c.lower_ in WEEKDAYS:  # "Police on Friday arrested …"
            continue
        first, last = min(first, c.left_edge.i), max(last, c.right_edge.i)
    return first, last + 1


@dataclass(frozen=True)
class Clause:
    """A predicate (verb, or noun or adjective with a copula) and what belongs to it."""

    head: "Token"

    @property
    def lemma(self) -> str:
        """The predicate's lemma, lower case."""
        lemma = self.head.lemma_.lower()
        past = lemma == self.head.lower_ and self.head.tag_ in {"VBD", "VBN"}
        return irregular_bases().get(lemma, lemma) if past else lemma

    @cached_property
    def passive(self) -> bool:
        """Is the grammatical subject the one acted on?"""
        if any(c.dep_ in {"nsubj:pass", "aux:pass"} for c in self.head.children):
            return not (self.lemma == "engage" and "in" in self.obliques)
        if asserted(self.head) or self.lemma in INTRANSITIVE:
            return False
        reduced = self.head.dep_ == "acl" and "Part" in self.head.morph.get("VerbForm", [])
        if reduced and "Past" in self.head.morph.get("Tense", []) and self.head.tag_ == "VBN":
            return not children(self.head, "obj") and not _paired(self.head)
        if self.head.dep_ == "xcomp" and self.head.tag_ == "VBN" and not self._own_aux:
            return not self.infinitive and not children(self.head, "obj")
        if self.head.dep_ == "conj" and self.head.tag_ == "VBN" and not self._own_aux:
            return bool(Clause(self.head.head).passive) and not children(self.head, "obj")
        return False

    @property
    def _own_aux(self) -> bool:
        return any(base(c.dep_) == "aux" for c in self.head.children)

    @cached_property
    def auxiliaries(self) -> list["Token"]:
        """Auxiliaries and copula, the first conjunct's where this one has none of its own."""
        own = [c for c in self.head.children if base(c.dep_) in {"aux", "cop"}]
        if not own and self.head.dep_ == "conj" and not children(self.head, *SUBJECTS):
            first = partner(self.head)
            return Clause(first).auxiliaries if first.i < self.head.i else []
        return own

    @cached_property
    def modals(self) -> frozenset[str]:
        """Modal auxiliaries: "will", "may", "could" …; "going to" counts as "will"."""
        found = {a.lower_ for a in self.auxiliaries}
        modals = {"will" if f in {"'ll", "’ll", "wo", "shall"} else f for f in found} & MODALS
        if self.head.dep_ == "xcomp" and self.head.head.lower_ == "going":
            modals.add("will")
        if _scheduled(self.head):
            modals.add("will")
        return frozenset(modals)

    @cached_property
    def negated(self) -> bool:
        """Is the predicate denied ("not", "never", "no talks", "without holding")?"""
        for c in self.head.children:
            if _denies(c):
                return True
            if c.dep_ == "mark" and c.lower_ == "without":
                return True
        nouns = children(self.head, "nsubj", "obj")
        if self.head.dep_ in {"acl", "acl:relcl"}:
            nouns.append(self.head.head)
        for c in nouns:
            if any(d.lower_ in {"no", "neither"} and d.dep_ in NEGATING for d in c.children):
                return True
            if c.lower_ in {"nobody", "none", "no-one", "nothing"}:
                return True
        if self.head.dep_ == "conj" and not children(self.head, *SUBJECTS):
            nor = any(c.lower_ in {"nor", "or"} for c in self.head.children)
            return nor and Clause(partner(self.head)).negated
        return any(a.lower_ in NEGATORS for a in self.auxiliaries)

    @cached_property
    def mark(self) -> str:
        """The subordinating word: "that", "if", "because", or ""."""
        return " ".join(c.lower_ for c in self.head.children if c.dep_ == "mark")

    @cached_property
    def infinitive(self) -> bool:
        """Is it a "to" clause, and not the predicate of "X is to leave"?"""
        if _scheduled(self.head):
            return False
        return any(c.lower_ == "to" and c.dep_ == "mark" for c in self.head.children)

    @cached_property
    def subjects(self) -> list["Token"]:
        """Heads of the grammatical subject, coordination expanded, inherited where grammar does."""
        own = [s for s in children(self.head, "nsubj", "csubj") if s.i != self.head.i]
        own = [_antecedent(s, self.head) for s in own if s.dep_ != "csubj" or s.pos_ != "VERB"]
        if own:
            listed = [t for s in own for c in conjuncts(s) for t in (c, *_across(c))]
            return [counted(c) for c in listed]
        return self._inherited(depth=0)

    def _inherited(self, depth: int) -> list["Token"]:
        head = self.head
        governor = partner(head) if head.dep_ == "conj" else head.head
        if depth > 6 or governor == head:
            return []
        if governor.lower_ == "about" and self.infinitive:
            return [c for s in children(governor, "nsubj") for c in conjuncts(s)]
        if _trailing(head):
            return Clause(governor.head).subjects
        if head.dep_ == "acl" and (tellers := _told_to(head)):
            return tellers
        if head.dep_ in {"acl", "acl:relcl"}:
            return _described(governor) if head.dep_ == "acl" else conjuncts(governor)
        if head.dep_ == "xcomp":
            control = [c for c in governor.children if c.dep_ in {"obj", "iobj"}]
            return [c for o in control for c in conjuncts(o)] or Clause(governor).subjects
        parted = head.dep_ == "ccomp" and governor.lemma_ == "have" and not self.mark
        if parted and head.tag_ in {"VBN", "VBD"}:  # "had in July asked"
            return Clause(governor).subjects
        if head.dep_ in {"conj", "advcl", "parataxis"} and governor.i != head.i:
            return (
                Clause(governor).subjects if governor.pos_ in {"VERB", "AUX", "ADJ", "NOUN"} else []
            )
        return []

    @cached_property
    def agents(self) -> list["Token"]:
        """Heads of the "by" phrase of a passive."""
        if not self.passive:
            return []
        by = [c for c in children(self.head, "obl", "nmod") if case_of(c) == "by"]
        by = by or _set_off(self.head)
        return [counted(c) for t in by for c in conjuncts(t)]

    @cached_property
    def objects(self) -> list["Token"]:
        """Heads of direct and indirect objects; a relative pronoun gives its antecedent."""
        own = [_antecedent(o, self.head) for o in children(self.head, "obj", "iobj")]
        own = own or severed(self.head)
        if not own and _gap(self):
            own = [self.head.head]
        if not own and self.head.dep_ == "conj" and self.head.head.pos_ == "VERB":
            return []
        return [counted(c) for o in own for c in conjuncts(o)]

    @cached_property
    def patients(self) -> list["Token"]:
        """Heads of what is acted on: direct objects, an antecedent among them, or a passive's subject."""
        if self.passive:  # "was given an hour": the thing given is acted on as well
            return [*self.subjects, *(o for o in self.objects if o not in self.subjects)]
        given = {c.i for o in children(self.head, "iobj") for c in conjuncts(o)}
        own = [o for o in self.objects if o.i not in given]
        if given and not own:  # "gave them *a week*" is taken for the time of the giving
            own = [c for c in self.head.children if c.dep_ == "obl:unmarked" and c.i > min(given)]
        return own

    @cached_property
    def obliques(self) -> dict[str, list["Token"]]:
        """Preposition → heads of its phrases, coordination expanded."""
        found: dict[str, list[Token]] = {}
        nearing = [a for a in children(self.head, "advmod") if a.lower_ in NEARING]
        for c in (d for v in (self.head, *nearing) for d in children(v, "obl", "nmod")):
            if c.dep_ in {"obl:tmod", "obl:unmarked"} or c in severed(self.head):
                continue
            token = _antecedent(c, self.head)
            found.setdefault(case_of(c), []).extend(counted(t) for t in conjuncts(token))
        return found

    @cached_property
    def complements(self) -> list["Token"]:
        """Heads of complement clauses ("said that …", "agreed to …")."""
        return children(self.head, "ccomp", "xcomp")

    @cached_property
    def particle(self) -> str:
        """The verb's particle: "out" of "pulled out", or ""."""
        parts = [self.head, *severed(self.head)]
        return next(
            (
                c.lower_
                for t in parts
                for c in t.children
                if c.dep_ == "compound:prt" or c.tag_ == "RP"
            ),
            "",
        )

    def governors(self) -> Iterator["Clause"]:
        """The clauses that this one is embedded in, innermost first."""
        token = self.head
        while token.head != token:
            token = token.head
            if token.pos_ in {"VERB", "AUX", "ADJ"} or any(c.dep_ == "cop" for c in token.children):
                yield Clause(token)


def _paired(participle: "Token") -> bool:
    """Is it the first of two verbs after all: "troops *crossed* into X and attacked Y"?"""
    verb = participle.head.head
    joint = any(c.dep_ == "cc" and participle.i < c.i < verb.i for c in verb.children)
    return joint and participle.head.dep_ == "nsubj" and verb.tag_ == "VBD"


def _set_off(head: "Token") -> list["Token"]:
    """A "by" phrase behind a comma, however deep it hangs: "charged with theft, …, by the police"."""
    found = [
        t
        for t in head.subtree
        if t.i > head.i and base(t.dep_) in {"obl", "nmod"} and case_of(t) == "by"
        and _behind_comma(next(c for c in t.children if c.lower_ == "by"))
    ]  # fmt: skip
    return found[-1:] if found and head.dep_ in {"ROOT", "ccomp"} else []


def _told_to(head: "Token") -> list["Token"]:
    """Who urges in "wrote to the king urging *him* to …": not the king, but the one who wrote."""
    noun, verb = head.head, head.head.head
    him = any(c.lower_ in {"him", "her", "them"} for c in children(head, "obj"))
    if not him or head.tag_ != "VBG" or base(noun.dep_) not in {"obj", "obl"}:
        return []
    return Clause(verb).subjects if verb.pos_ == "VERB" else []


def severed(head: "Token") -> list["Token"]:
    """Objects that the parse hangs on a particle: "broke off ties"."""
    return [
        c
        for c in children(head, "obl")
        if any(p.dep_ == "case" and p.tag_ == "RP" and p.i == head.i + 1 for p in c.children)
    ]


def _gap(clause: Clause) -> bool:
    """Is what a clause modifies its object ("the ban that it imposed", "the ban they imposed")?

    "That" behind a noun of speech or thought opens what is said and stands for nothing in it.
    """
    head = clause.head
    subjects = children(head, "nsubj")
    if clause.passive or not subjects or head.head.i > head.i:
        return False
    if any(s.lower_ in RELATIVE for s in subjects):
        return False
    if head.dep_ == "acl:relcl":
        return True
    told = head.head.lemma_.lower() in CONTENTS and "that" in clause.mark.split()
    return head.dep_ == "acl" and head.head.pos_ == "NOUN" and not (told or clause.infinitive)


def _scheduled(verb: "Token") -> bool:
    """Is it what somebody is to do ("X is to visit Y"), and not what an aim or a task is?"""
    to = next((c for c in verb.children if c.lower_ == "to" and c.dep_ == "mark"), None)
    if to is None or to.i == 0 or to.nbor(-1).lower_ not in {"is", "are", "was", "were"}:
        return False
    subjects = children(verb, "nsubj")
    return to.nbor(-1).head == verb and bool(subjects) and subjects[0].lemma_.lower() not in AIMS


def _across(noun: "Token") -> list["Token"]:
    """Those whom the parse ties to a name and who belong beside a noun: "clerics in X and lawmakers in Y"."""
    names = [c for c in children(noun, "nmod") if c.pos_ == "PROPN"]
    others = [d for c in names for d in c.children if d.dep_ == "conj" and d.pos_ == "NOUN"]
    his = [d for d in others if any(c.lower_ in {"his", "her"} for c in d.children)]
    alike = [d for d in others if noun.tag_ == d.tag_ == "NNS"]
    return his + [d for d in alike if any(case_of(c) for c in children(d, "nmod"))]


def _denies(word: "Token") -> bool:
    """Does a word before a predicate deny it: "not", "never", "never again", "not even"?"""
    if word.dep_ not in {"advmod", "det", "cc:preconj", "advmod:neg"}:
        return False
    after = word.doc[word.i + 1 : word.i + 2].text.lower()
    if word.lower_ in {"not", "n't"} and after in {"only", "just", "merely", "simply"}:
        return False
    stressed = word.lower_ in {"again", "ever", "even", "yet"}
    return word.lower_ in NEGATORS or (
        stressed and any(c.lower_ in NEGATORS for c in word.children)
    )


def _trailing(head: "Token") -> bool:
    """Is it a participle behind a comma that says what the main subject did ("…, killing three")?"""
    verb = head.head.head
    return (
        head.dep_ == "acl"
        and head.tag_ == "VBG"
        and head.i > 0
        and head.nbor(-1).text == ","
        and verb.pos_ == "VERB"
        and base(head.head.dep_) in {"obj", "obl"}
    )


def _described(noun: "Token") -> list["Token"]:
    """Who a noun with a "to" clause speaks of: "X became the first state to …" → X."""
    if any(c.dep_ == "cop" for c in noun.children):
        return Clause(noun).subjects
    if noun.dep_ in {"obj", "xcomp"} and noun.head.lemma_ in {"become", "remain", "be"}:
        return Clause(noun.head).subjects or [noun]
    return conjuncts(noun)


def _antecedent(token: "Token", verb: "Token") -> "Token":
    """What a relative pronoun stands for; any other token itself."""
    if token.lower_ not in RELATIVE or token.pos_ not in {"PRON", "DET", "SCONJ"}:
        return token
    clause = verb
    while clause.dep_ in {"conj", "xcomp"} and clause.head != clause:
        clause = clause.head
    if clause.dep_ in {"acl:relcl", "acl"} and clause.head.i < token.i:
        return clause.head
    return token


def _taken_for_noun(token: "Token") -> bool:
    """Is it a verb in the present that the tagger takes for a plural: "… and *ships* arms to Peru"?"""
    if token.pos_ not in {"NOUN", "PROPN"} or not token.lower_.endswith("s"):
        return False
    return token.tag_ in {"NNS", "NNPS", "VBZ"} and bool(children(token, "obj"))


def clauses(sentence: "Span") -> list[Clause]:
    """Every predicate of the sentence in order: full verbs, and nouns or adjectives with a copula."""
    found = []
    for token in sentence:
        verbal = token.pos_ == "VERB" or (
            token.pos_ == "AUX" and base(token.dep_) not in {"aux", "cop"}
        )
        if verbal or _taken_for_noun(token) or any(c.dep_ == "cop" for c in token.children):
            found.append(Clause(token))
    return found
