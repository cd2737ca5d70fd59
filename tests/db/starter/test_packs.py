"""What a starter pack promises: whole, in our words, warm, and without a trap in its limits."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

import pytest
from pydantic import ValidationError

from db.rules.refusals import Refusal
from db.rules.words import ContactKind, Fault, LimitKind, Origin, RemedyKind
from db.starter.packs import Pack, load_pack, pack_names
from db.starter.parts import MOST_OPENING_WORDS, Limit, Problem, Response, spoken

LEAST_PROBLEMS = {"airline": 64, "utility": 28}
LEAST_REMEDIES = 12
LEAST_IMAGINED = 20
LEAST_DRILLS = 12
LEAST_SITUATIONS = 2
UNLIMITED = Decimal("Infinity")
GRADES = ["agent", "senior_agent", "shift_manager", "duty_manager", "regional_manager"]

BLAME = re.compile(
    r"you should have|you ought to|you failed|you forgot|you didn.t|you did not|you must have"
    r"|your (own )?(fault|mistake|carelessness|problem)|policy says|our policy|company policy"
    r"|their department|other department|not us\b|not our (fault|problem|job)|unfortunately"
    r"|calm down|as I said|nothing (that )?(I|we) can do|no worse than|obviously"
    r"|with all due respect|computer says|!",
    re.IGNORECASE,
)
REQUIRED_PARTS = (
    "opening_words",
    "acknowledgement",
    "empathy",
    "ours",
    "not_ours",
    "cause",
    "what_we_do_now",
    "what_we_can_still_do",
    "who_else_can_help",
    "prevention",
    "never_say",
    "why",
)


@pytest.fixture(params=pack_names())
def pack(request: pytest.FixtureRequest) -> Pack:
    """Each pack that is shipped, in turn."""
    return load_pack(request.param)


def given(pack: Pack, grade: str, remedy: str, problem: str | None) -> Decimal | None:
    """What a grade may give: the specific problem before any; None when no rule is found."""
    rules = {
        each.problem: each for each in pack.limits if (each.grade, each.remedy) == (grade, remedy)
    }
    rule = rules.get(problem) or rules.get(None)
    if rule is None:
        return None
    values = {LimitKind.NONE: Decimal(0), LimitKind.UNLIMITED: UNLIMITED}
    return values.get(rule.kind, rule.amount)


def said_to_people(pack: Pack) -> Iterator[tuple[str, str]]:
    """Every sentence of a pack with where it stands; what must never be said is left out."""
    for problem in pack.problems:
        yield problem.key, problem.title
        yield problem.key, problem.promise_broken
        yield problem.key, problem.legal_sentence or ""
        for part, words in problem.response.model_dump(exclude={"never_say"}).items():
            yield f"{problem.key}.{part}", str(words or "")
    for situation in pack.situations:
        yield situation.title, " ".join(str(words) for words in situation.model_dump().values())
    yield from (("imagine", card.text) for card in pack.imagines)
    yield from ((drill.problem, drill.expected_words) for drill in pack.drills)


class TestPackNames:
    """The packs that can be chosen."""

    def test_airline_and_utility_can_be_chosen(self) -> None:
        assert pack_names() == ("airline", "utility")

    def test_an_unknown_name_is_refused_with_the_names_that_exist(self) -> None:
        with pytest.raises(Refusal, match="airline"):
            load_pack("railway")

    def test_a_pack_is_read_once(self) -> None:
        assert load_pack("airline") is load_pack("airline")


class TestWhole:
    """Nothing that a newcomer would have to fill in first is missing."""

    def test_names_itself(self, pack: Pack) -> None:
        assert pack.name in pack_names()

    def test_every_key_is_used_once(self, pack: Pack) -> None:
        for group in (pack.grades, pack.remedies, pack.problems):
            counted = Counter(each.key for each in group)
            assert [key for key, count in counted.items() if count > 1] == []

    def test_every_title_is_used_once(self, pack: Pack) -> None:
        assert len({problem.title.casefold() for problem in pack.problems}) == len(pack.problems)

    def test_the_ladder_of_grades_is_the_same_in_every_pack(self, pack: Pack) -> None:
        assert [each.key for each in pack.grades] == [*GRADES, "head_office"]
        assert [each.rank for each in pack.grades] == list(range(1, 7))

    def test_every_kind_of_remedy_is_there(self, pack: Pack) -> None:
        assert {each.kind for each in pack.remedies} == set(RemedyKind)
        assert len(pack.remedies) >= LEAST_REMEDIES

    def test_a_refund_a_visit_and_a_personal_call_can_be_given(self, pack: Pack) -> None:
        """P31: a refund without questions, a visit, a call from somebody with the authority; each
        within a limit that grows with the grade.
        """
        by_kind: dict[RemedyKind, list[str]] = {}
        for each in pack.remedies:
            if not each.needs_evidence:
                by_kind.setdefault(each.kind, []).append(each.key)
        ladder = sorted(pack.grades, key=lambda grade: grade.rank)
        for kind in (RemedyKind.REFUND, RemedyKind.VISIT, RemedyKind.CALL_BACK):
            for key in by_kind[kind]:
                values = [given(pack, grade.key, key, None) or Decimal(0) for grade in ladder[:-1]]
                assert values == sorted(set(values)), key
                assert values[0] > 0, "an agent can give one at once"
            offered = [each for each in pack.problems if set(by_kind[kind]) & set(each.remedies)]
            assert offered, kind

    def test_every_problem_can_be_answered_with_something(self, pack: Pack) -> None:
        assert [each.key for each in pack.problems if not each.remedies and not each.safety] == []

    def test_a_remedy_is_named_once_per_problem(self, pack: Pack) -> None:
        for problem in pack.problems:
            assert len(set(problem.remedies)) == len(problem.remedies), problem.key

    def test_keywords_are_single_typed_words_in_lower_case(self, pack: Pack) -> None:
        for problem in pack.problems:
            assert [word for word in problem.keywords if word != word.lower()] == [], problem.key
            assert len(set(problem.keywords)) == len(problem.keywords), problem.key


class TestResponses:
    """What is said: short to begin with, complete, and never blaming."""

    def test_no_part_is_empty(self, pack: Pack) -> None:
        for problem in pack.problems:
            parts = problem.response.model_dump()
            assert [part for part in REQUIRED_PARTS if not parts[part].strip()] == [], problem.key

    def test_the_opening_can_be_said_in_thirty_words(self, pack: Pack) -> None:
        for problem in pack.problems:
            words = spoken(problem.response.opening_words)
            assert len(words) <= MOST_OPENING_WORDS, problem.key

    def test_only_the_two_placeholders_are_used_and_only_in_the_opening(self, pack: Pack) -> None:
        for where, words in said_to_people(pack):
            allowed = {"{amount}", "{remedy}"} if where.endswith(".opening_words") else set()
            assert set(re.findall(r"{\w*}", words)) <= allowed, where

    def test_placeholders_are_used_sparingly(self, pack: Pack) -> None:
        holding = [each for each in pack.problems if "{" in each.response.opening_words]
        assert len(holding) <= len(pack.problems) / 4

    def test_blame_words_are_absent(self, pack: Pack) -> None:
        found = [(where, BLAME.findall(words)) for where, words in said_to_people(pack)]
        assert [(where, words) for where, words in found if words] == []

    def test_what_never_to_say_is_quoted(self, pack: Pack) -> None:
        assert [each.key for each in pack.problems if "“" not in each.response.never_say] == []

    def test_no_opening_acknowledgement_or_empathy_is_used_twice(self, pack: Pack) -> None:
        for part in ("opening_words", "acknowledgement", "empathy", "why", "prevention"):
            counted = Counter(getattr(each.response, part) for each in pack.problems)
            assert [words for words, count in counted.items() if count > 1] == []

    def test_when_the_error_is_ours_somebody_acts_in_the_opening(self, pack: Pack) -> None:
        acting = re.compile(r"\b(I|we|us|our|my|me)\b", re.IGNORECASE)
        ours = [each for each in pack.problems if each.fault is Fault.OURS]
        assert [each.key for each in ours if not acting.search(each.response.opening_words)] == []

    def test_when_we_are_powerless_the_opening_says_so(self, pack: Pack) -> None:
        powerless = [each.response for each in pack.problems if each.powerless]
        assert [
            each.opening_words for each in powerless if "cannot" not in each.opening_words
        ] == []

    def test_a_misunderstanding_is_never_corrected_in_the_opening(self, pack: Pack) -> None:
        correcting = re.compile(r"\b(but|however|actually|wrong)\b", re.IGNORECASE)
        openings = [
            each.response.opening_words
            for each in pack.problems
            if each.fault is Fault.MISUNDERSTANDING
        ]
        assert [words for words in openings if correcting.search(words)] == []

    def test_every_no_is_complete(self, pack: Pack) -> None:
        for problem in pack.problems:
            answer = problem.response
            parts = (answer.no_words, answer.partial_solution, answer.referral)
            assert all(parts) if answer.is_a_no else not any(parts), problem.key

    def test_there_are_noes_and_more_than_one_reason(self, pack: Pack) -> None:
        reasons = {each.response.no_reason for each in pack.problems if each.response.is_a_no}
        assert len(reasons) > 1


class TestLimits:
    """The matrix of limits, without holes and without traps."""

    def test_every_grade_and_remedy_has_a_rule_for_any_problem(self, pack: Pack) -> None:
        for grade in pack.grades:
            for remedy in pack.remedies:
                assert given(pack, grade.key, remedy.key, None) is not None, (grade, remedy)

    def test_no_two_rules_stand_in_the_same_cell(self, pack: Pack) -> None:
        counted = Counter((each.grade, each.remedy, each.problem) for each in pack.limits)
        assert [cell for cell, count in counted.items() if count > 1] == []

    def test_a_lower_grade_never_exceeds_a_higher_one(self, pack: Pack) -> None:
        ladder = [each.key for each in sorted(pack.grades, key=lambda grade: grade.rank)]
        for remedy in pack.remedies:
            for problem in [None, *(each.key for each in pack.problems)]:
                values = [given(pack, grade, remedy.key, problem) or Decimal(0) for grade in ladder]
                assert values == sorted(values), (remedy.key, problem)

    def test_agents_are_told_none_where_they_may_not(self, pack: Pack) -> None:
        rules = [each for each in pack.limits if each.grade == "agent" and not each.problem]
        assert any(each.kind is LimitKind.NONE for each in rules)
        assert any(each.kind is LimitKind.UP_TO for each in rules)

    def test_a_specific_rule_says_something_new(self, pack: Pack) -> None:
        for rule in (each for each in pack.limits if each.problem):
            specific = given(pack, rule.grade, rule.remedy, rule.problem)
            assert specific != given(pack, rule.grade, rule.remedy, None), rule


class TestRefusals:
    """A pack that cannot mean what it says is not read."""

    def test_a_float_is_not_money(self) -> None:
        written = {"grade": "agent", "remedy": "meal", "kind": "up_to", "amount": 20.0}
        with pytest.raises(ValidationError, match="written as text"):
            Limit.model_validate(written)

    def test_up_to_without_an_amount_is_refused(self) -> None:
        with pytest.raises(ValidationError, match="up to"):
            Limit.model_validate({"grade": "agent", "remedy": "meal", "kind": "up_to"})

    def test_half_a_no_is_refused(self) -> None:
        whole = load_pack("airline").problems[0].response.model_dump()
        with pytest.raises(ValidationError, match="partial solution"):
            Response.model_validate({**whole, "no_reason": "law"})

    def test_a_long_opening_is_refused(self) -> None:
        whole = load_pack("airline").problems[0].response.model_dump()
        with pytest.raises(ValidationError, match="31 opening words"):
            Response.model_validate({**whole, "opening_words": "word " * 31})

    def test_a_title_too_long_for_a_card_is_refused(self) -> None:
        whole = load_pack("airline").problems[0].model_dump(mode="json")
        with pytest.raises(ValidationError, match="title"):
            Problem.model_validate({**whole, "title": "x" * 49})

    def test_a_stranger_among_the_remedies_is_refused(self) -> None:
        whole = load_pack("airline").model_dump(mode="json", by_alias=True)
        whole["problem"][0]["remedies"] = ["free_aircraft"]
        with pytest.raises(ValidationError, match="free_aircraft"):
            Pack.model_validate(whole)


class TestCards:
    """What huddles, situations and offices draw from."""

    def test_there_are_as_many_problems_as_an_organisation_needs(self, pack: Pack) -> None:
        assert len(pack.problems) >= LEAST_PROBLEMS[pack.name]

    def test_there_is_enough_to_imagine_and_to_drill(self, pack: Pack) -> None:
        assert len({card.text for card in pack.imagines}) >= LEAST_IMAGINED
        assert len({drill.problem for drill in pack.drills}) >= LEAST_DRILLS

    def test_every_imagine_card_asks_to_imagine(self, pack: Pack) -> None:
        assert [card.text for card in pack.imagines if not card.text.startswith("Imagine")] == []

    def test_the_words_of_a_drill_can_be_said_in_a_minute(self, pack: Pack) -> None:
        assert [each.problem for each in pack.drills if len(spoken(each.expected_words)) > 75] == []

    def test_a_situation_answers_a_problem_in_which_we_are_powerless(self, pack: Pack) -> None:
        powerless = {problem.key for problem in pack.problems if problem.powerless}
        assert {situation.problem for situation in pack.situations} == powerless
        assert len(pack.situations) >= LEAST_SITUATIONS

    def test_what_is_being_done_is_told_in_numbers(self, pack: Pack) -> None:
        told = [situation.doing_in_numbers for situation in pack.situations]
        counted = re.compile(
            r"\d|\b(two|three|four|five|six|eight|twelve|thirty|forty)\b", re.IGNORECASE
        )
        assert [words for words in told if len(counted.findall(words)) < 2] == []

    def test_every_kind_of_help_can_be_reached(self, pack: Pack) -> None:
        assert {contact.kind for contact in pack.help_contacts} == set(ContactKind)

    def test_every_origin_is_there(self, pack: Pack) -> None:
        assert {problem.origin for problem in pack.problems} == set(Origin)

    def test_a_threat_buys_nothing_below_the_duty_manager(self, pack: Pack) -> None:
        threat = next(problem.key for problem in pack.problems if problem.key.startswith("threat_"))
        for grade in GRADES[:3]:
            for remedy in ("refund", "shopping_voucher", "gift", "hospitality"):
                assert given(pack, grade, remedy, threat) == 0
