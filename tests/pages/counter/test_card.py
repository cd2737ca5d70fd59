"""The counter card on the screen: its three answers, and what stands under the thumb."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import delete, select
from streamlit.testing.v1 import AppTest

from db.commands.resolutions import Resolution, resolve
from db.queries import counter
from db.queries.promises import promises
from db.rules.words import ContactKind, EscalationReason, LeftReason, NearReason, Outcome
from db.tables.contacts import HelpContact
from db.tables.cover import Cover
from db.tables.escalations import Escalation, EscalationEvent, LadderStep
from db.tables.near_escalations import NearEscalation, NearWithdrawal
from db.tables.people import Person, PersonSkill
from db.tables.places import Closure
from db.tables.problems import Problem
from db.tables.remedies import Grant
from db.tables.walk_aways import WalkAway, WalkAwayWithdrawal
from pages import card_sentences
from pages.components.escaping import plain
from tests.brief_cases import handed_brief
from tests.counter_cases import LATER, asked, taken
from tests.databases import Database
from tests.hand_off_cases import WORDS, agreed_in_a_huddle
from tests.pages.screens import run_screen, words_of
from tests.reopening_cases import resolved
from tests.world import NOW, World, world

STAFF = "Nairobi staff"
OPENING = "I am sorry about this: bag delayed."


@pytest.fixture
def made(embedded: Database) -> World:
    with embedded.doors.writing() as session:
        made = world(session)
        for kind, name, phone in (
            (ContactKind.DUTY_DESK, "Night desk", "+254 000 0104"),
            (ContactKind.SECURITY, "Security", "+254 000 0199"),
        ):
            session.add(
                HelpContact(place_id=made.places["Kenya"], kind=kind, name=name, phone=phone,
                            hours="always", what_for="Large amounts")
            )  # fmt: skip
        return made


def card_of(made: World, patch: pytest.MonkeyPatch, typed: str = "") -> AppTest:
    """The card of an agent in Nairobi, for a meal voucher for a delayed bag."""
    screen = run_screen(patch, made.viewers[STAFF], "counter/card.py")
    # The driver of these tests cannot type into a field of choices; its state can be set before.
    screen.session_state["worth-KES"] = typed or None
    screen.selectbox(key="problem").select("Bag delayed").run()
    assert not screen.exception
    return screen


def pick(screen: AppTest, amount: str) -> AppTest:
    """Choose one of the amounts that are offered."""
    screen.selectbox(key="worth-KES").select(f"KES\u00a0{amount}").run()
    assert not screen.exception
    return screen


def given_to(screen: AppTest, reference: str) -> None:
    """Write who the customer is."""
    served = screen.session_state["submit-customer"]
    screen.text_input(key=f"reference-{served}").set_value(reference).run()


class TestTheCard:
    def test_is_green_up_to_the_limit_itself(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = card_of(made, monkeypatch, "10000")
        assert "Yes, you may" in words_of(screen)
        assert OPENING in words_of(screen)
        assert not screen.button(key="given").disabled

    def test_is_amber_above_it_and_names_who_comes(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = card_of(made, monkeypatch, "10000.01")
        assert "Ask first" in words_of(screen)
        assert screen.button(key="ask").label.startswith("Get Nairobi")
        assert OPENING not in words_of(screen)

    def test_is_red_where_nobody_holds_enough_and_promises_nothing(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = card_of(made, monkeypatch, "900000")
        said = words_of(screen)
        assert "Nobody here may" in said
        assert "Next: <strong>Night desk</strong>" in said
        assert card_sentences.NO_DECISION in said
        assert OPENING not in said
        assert said.index("Night desk") < said.index("Nairobi manager")
        [ring] = screen.get("link_button")
        assert ring.proto.url == "tel:+2540000104"

    def test_says_closed_and_until_when_rather_than_nobody(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            session.execute(delete(Cover))
            session.add(
                Closure(place_id=made.places["Nairobi"], closed_on=NOW.date(), reason="Stocktaking")
            )
        said = words_of(card_of(made, monkeypatch, "900000"))
        assert "Closed now" in said
        assert "Stocktaking, opens Thursday 06:00</strong>; next: <strong>Night desk" in said
        assert "Nobody here may" not in said

    def test_rings_security_on_a_matter_of_safety(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            session.get_one(Problem, made.problems["Bag delayed"]).is_safety = True
        screen = card_of(made, monkeypatch, "10")
        assert "Call Security" in words_of(screen)
        [ring] = screen.get("link_button")
        assert (ring.proto.url, ring.proto.type) == ("tel:+2540000199", "primary")
        assert "given" not in [each.key for each in screen.button]
        assert [each.key for each in screen.selectbox] == ["problem"]
        screen.button(key="ask").click().run()
        with embedded.doors.reading() as session:
            [kept] = session.scalars(select(Escalation)).all()
        assert (kept.reason, kept.remedy_id, kept.amount_asked) == (
            EscalationReason.SAFETY, None, None,
        )  # fmt: skip

    def test_says_why_a_text_is_no_amount_and_keeps_the_last_answer_away(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = card_of(made, monkeypatch, "lots")
        assert [each.value for each in screen.error] == [
            "“lots” is not an amount\\. Write it as 180 or 180\\.50\\."
        ]
        assert "given" not in [each.key for each in screen.button]

    def test_offers_round_parts_of_the_own_limit(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        offered = card_of(made, monkeypatch).selectbox(key="worth-KES").options
        assert offered == [f"KES\u00a0{each}" for each in ("2,500", "5,000", "10,000", "20,000")]

    def test_takes_an_offered_amount_as_it_stands(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert "Yes, you may" in words_of(pick(card_of(made, monkeypatch), "10,000"))


class TestTheList:
    def test_offers_the_weightiest_of_a_large_playbook_and_finds_the_rest(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            plain = session.get_one(Problem, made.problems["Bag delayed"])
            facts = {
                name: getattr(plain, name)
                for name in ("place_id", "origin", "cause_class", "fault", "created_at")
            }
            session.add_all(
                Problem(title=f"Rare thing {number}", likelihood=1, impact=1, **facts)
                for number in range(counter.MOST_TO_PICK)
            )
        screen = run_screen(monkeypatch, made.viewers[STAFF], "counter/card.py")
        offered = screen.selectbox(key="problem").options
        assert len(offered) == counter.MOST_TO_PICK
        assert set(made.problems) < set(offered)
        assert offered == sorted(offered)


class TestGiven:
    def test_is_recorded_with_what_is_known_of_the_customer(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = pick(card_of(made, monkeypatch), "2,500")
        served = screen.session_state["submit-customer"]
        screen.text_input(key=f"reference-{served}").set_value("AB 12").run()
        screen.text_input(key=f"evidence-{served}").set_value("the tag").run()
        screen.button(key="given").click().run()
        assert not screen.exception
        with embedded.doors.reading() as session:
            [kept] = session.scalars(select(Grant)).all()
        assert (kept.amount, kept.evidence, bool(kept.customer_hash)) == (
            Decimal(2500),
            "the tag",
            True,
        )
        assert screen.session_state["submit-customer"] != served

    def test_is_shown_to_whoever_serves_the_same_customer_next(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = pick(card_of(made, monkeypatch), "2,500")
        given_to(screen, "AB 12")
        screen.button(key="given").click().run()
        assert "Received already" not in words_of(screen)
        given_to(screen, "ab-12")
        assert "Received already" in words_of(screen)
        assert "Meal voucher KES" in words_of(screen)


class TestWhomTheButtonNames:
    """P48: difficult cases go by skill, and the card says to whom before it is tapped."""

    def named(self, database: Database, made: World, **people: str) -> None:
        with database.doors.writing() as session:
            for who, name in people.items():
                person = session.get_one(Person, made.people[f"Nairobi {who}"])
                person.name = name

    def test_is_whoever_has_the_skill_of_the_problem(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.named(embedded, made, manager="Wanjiru Njeri", duty="Otieno Ouma")
        with embedded.doors.writing() as session:
            session.get_one(Problem, made.problems["Bag delayed"]).skill = "bereavement"
            session.add(PersonSkill(person_id=made.people["Nairobi duty"], skill="bereavement"))
        screen = card_of(made, monkeypatch, "15000")
        assert screen.button(key="ask").label == "Get Otieno now"
        assert "Otieno decides this with me" in words_of(screen)
        pick(screen, "20,000").button(key="ask").click().run()
        with embedded.doors.reading() as session:
            [kept] = session.scalars(select(Escalation)).all()
        assert kept.offered_to_id == made.people["Nairobi duty"]

    def test_is_whom_the_ladder_asks_first_and_the_band_says_who_decides(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.named(embedded, made, manager="Wanjiru Njeri", duty="Otieno Ouma")
        with embedded.doors.writing() as session:
            session.add(
                LadderStep(place_id=made.places["Nairobi"], position=1, time_out_seconds=60,
                           person_id=made.people["Nairobi manager"])
            )  # fmt: skip
        screen = card_of(made, monkeypatch, "50000")
        said = words_of(screen)
        assert screen.button(key="ask").label == "Get Wanjiru now"
        assert "<strong>Wanjiru Njeri</strong> is asked first; <strong>Otieno Ouma</strong>" in said
        assert "Wanjiru looks at it with me" in said


class TestGetAManager:
    def test_opens_the_escalation_with_everything_filled_in(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = pick(card_of(made, monkeypatch), "20,000")
        served = screen.session_state["submit-customer"]
        screen.text_input(key=f"offered-{served}").set_value("a seat by the window").run()
        screen.button(key="ask").click().run()
        assert not screen.exception
        with embedded.doors.reading() as session:
            [kept] = session.scalars(select(Escalation)).all()
        assert (kept.amount_asked, kept.asked_currency, kept.remedy_id, kept.problem_id) == (
            Decimal(20000), "KES", made.remedies["Meal voucher"], made.problems["Bag delayed"],
        )  # fmt: skip
        assert kept.offered_already == "a seat by the window"

    def test_says_what_happens_now_as_the_team_agreed_it(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """P50: right after the ask, in one line."""
        screen = pick(card_of(made, monkeypatch), "20,000")
        with embedded.doors.writing() as session:
            agreed_in_a_huddle(session, made)
        line = plain(WORDS.line)
        assert line not in words_of(screen)
        screen.button(key="ask").click().run()
        assert line in words_of(screen)


class TestADecidedCase:
    """P70: no more bidding once a manager ended it with this customer about this problem."""

    @pytest.fixture
    def ended(self, made: World, embedded: Database) -> World:
        with embedded.doors.writing() as session:
            key = taken(session, made, customer_reference="AB 12")
            resolve(
                session, made.viewers["Nairobi manager"], escalation_id=key, at=LATER,
                how=Resolution(Outcome.NOT_SATISFIABLE, is_complete=True),
            )  # fmt: skip
        return made

    def test_is_said_in_place_of_an_answer_and_nothing_is_given(
        self, ended: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = pick(card_of(ended, monkeypatch), "2,500")
        assert "Yes, you may" in words_of(screen)
        given_to(screen, "ab-12")
        said = words_of(screen)
        assert "Decided already" in said
        assert "Ended as not satisfiable on 18 Nov by Nairobi manager, Nairobi." in said
        assert card_sentences.STANDS in said
        assert OPENING not in said
        assert not [each for each in screen.button if each.key == "given"]
        assert screen.button(key="ask").label == "Get a manager"
        assert not screen.get("link_button")

    def test_is_told_to_a_manager_who_may_decide_anew(
        self, ended: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(ended.viewers, STAFF, ended.viewers["Nairobi manager"])
        screen = pick(card_of(ended, monkeypatch), "10,000")
        given_to(screen, "AB 12")
        assert "Yes, you may" in words_of(screen)
        [told] = [each.value for each in screen.warning]
        assert told.endswith("What you give now is a new decision\\.")


class TestStayingCool:
    def test_is_one_tap_away_before_and_after_a_problem_is_chosen(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """P71: also where the answer is to call Security already."""
        with_nothing = run_screen(monkeypatch, made.viewers[STAFF], "counter/card.py")
        assert with_nothing.button(key="stay-cool").label == "Stay cool"
        assert card_of(made, monkeypatch).button(key="stay-cool").label == "Stay cool"


class TestACustomerWhoLeft:
    """P25: two taps with the reason, whether somebody was asked for or not."""

    def test_is_noted_without_an_ask_and_taken_back_after_a_slip(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = card_of(made, monkeypatch)
        given_to(screen, "AB 12")
        screen.menu_button(key="walked-away").click(LeftReason.HAD_TO_GO).run()
        assert not screen.exception
        assert "Noted: the customer left." in words_of(screen)
        with embedded.doors.reading() as session:
            [kept] = session.scalars(select(WalkAway)).all()
        assert (kept.reason, kept.problem_id) == (
            LeftReason.HAD_TO_GO, made.problems["Bag delayed"],
        )  # fmt: skip
        assert kept.customer_hash is not None
        screen.button(key="walked-away-back").click().run()
        assert "Noted: the customer left." not in words_of(screen)
        with embedded.doors.reading() as session:
            assert len(session.scalars(select(WalkAwayWithdrawal)).all()) == 1

    def test_ends_the_ask_that_is_open(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = pick(card_of(made, monkeypatch), "20,000")
        screen.button(key="ask").click().run()
        assert not [each for each in screen.get("menu_button") if each.key == "walked-away"]
        with embedded.doors.reading() as session:
            key = session.scalars(select(Escalation.id)).one()
        screen.menu_button(key=f"left-{key}").click(LeftReason.WOULD_NOT_WAIT).run()
        assert not screen.exception
        with embedded.doors.reading() as session:
            told = select(EscalationEvent.left_reason).order_by(EscalationEvent.id.desc())
            assert session.scalars(told).first() is LeftReason.WOULD_NOT_WAIT


class TestWantedToAsk:
    def test_is_noted_in_two_taps_and_taken_back_in_one(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = pick(card_of(made, monkeypatch), "5,000")
        screen.menu_button(key="near").click(NearReason.MANAGER_BUSY).run()
        assert not screen.exception
        assert "Noted, without your name." in words_of(screen)
        with embedded.doors.reading() as session:
            [kept] = session.scalars(select(NearEscalation)).all()
        assert (kept.reason, kept.amount) == (NearReason.MANAGER_BUSY, Decimal(5_000))
        screen.button(key="near-back").click().run()
        assert "Noted, without your name." not in words_of(screen)
        with embedded.doors.reading() as session:
            assert len(session.scalars(select(NearWithdrawal)).all()) == 1

    def test_wants_words_for_another_reason(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = card_of(made, monkeypatch)
        screen.menu_button(key="near").click(NearReason.OTHER).run()
        screen.run()
        screen.button(key="near-send").click().run()
        assert [each.value for each in screen.error] == [
            "The reason is empty\\. Write at least one sentence\\."
        ]
        screen.text_input(key="near-words").set_value("It was quiet.")
        screen.button(key="near-send").click().run()
        with embedded.doors.reading() as session:
            [kept] = session.scalars(select(NearEscalation)).all()
        assert (kept.reason, kept.words) == (NearReason.OTHER, "It was quiet.")


class TestCallingBack:
    def test_is_promised_in_two_taps_with_what_the_card_knows(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = pick(card_of(made, monkeypatch), "5,000")
        given_to(screen, "AB-1234")
        screen.menu_button(key="call-back").click("Within the hour, by 13:30").run()
        assert not screen.exception
        with embedded.doors.reading() as session:
            [row] = promises(session, made.viewers[STAFF], words="ab 1234")[0]
        assert row.words == "We call back about: Bag delayed (Meal voucher KES\u00a05,000)"
        assert (row.problem, row.owner) == ("Bag delayed", STAFF)
        assert row.standing.window.ends_at == NOW + timedelta(hours=1)
        assert row.standing.window.zone == "Africa/Nairobi"

    def test_takes_a_third_tap_for_another_window_or_zone(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = card_of(made, monkeypatch)
        screen.menu_button(key="call-back").click("Another time or time zone").run()
        screen.run()
        [zone] = [each for each in screen.selectbox if str(each.key).endswith("-zone")]
        zone.select("Asia/Tokyo")
        [day] = [each for each in screen.date_input if str(each.key).endswith("-day")]
        day.set_value(NOW.date() + timedelta(days=1))
        screen.button(key="call-back-send").click().run()
        assert not screen.exception
        with embedded.doors.reading() as session:
            [row] = promises(session, made.viewers[STAFF])[0]
        assert row.standing.window.zone == "Asia/Tokyo"
        assert row.words.startswith("We call back about: Bag delayed")
        assert not [each for each in screen.button if each.key == "call-back-send"]

    def test_stands_below_what_it_depends_on(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """P29: whoever promises a call sees what waits with the fixers; nothing is refused."""
        assert "depends on a fix" not in words_of(card_of(made, monkeypatch))
        with embedded.doors.writing() as session:
            handed_brief(session, made)
        screen = card_of(made, monkeypatch)
        assert "It lies with the fixers" in words_of(screen)
        assert "Promise no day" in words_of(screen)
        screen.menu_button(key="call-back").click("Within the hour, by 13:30").run()
        with embedded.doors.reading() as session:
            assert len(promises(session, made.viewers[STAFF])[0]) == 1


class TestAnOwnAsk:
    def test_is_said_in_one_tap_to_come_back_to_what_was_resolved(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """P30: where there is no reference, whoever asked says so."""
        with embedded.doors.writing() as session:
            former = resolved(session, made, at=NOW - timedelta(days=2), key="first")
            again = asked(session, made, key="again")
        screen = run_screen(monkeypatch, made.viewers[STAFF], "counter/card.py")
        assert "Was this customer here before" in words_of(screen)
        screen.button(key=f"before-{again}-{former}").click().run()
        assert not screen.exception
        said = words_of(screen)
        assert "came back" in said
        assert "Was this customer here before" not in said
        with embedded.doors.reading() as session:
            assert session.get_one(Escalation, former).reopened_by_id == again
