"""Customer references are kept as a keyed hash only."""

from __future__ import annotations

import pytest

from db.rules.references import customer_hash

KEY = b"k" * 32


class TestCustomerHash:
    @pytest.mark.parametrize("said", ["AB1234", "ab 1234", "AB-12-34", " ab1234\n"])
    def test_is_the_same_however_it_is_read_out(self, said: str) -> None:
        assert customer_hash(said, KEY) == customer_hash("AB1234", KEY)

    @pytest.mark.parametrize("said", ["", "   ", "--", "?"])
    def test_is_nothing_for_no_reference(self, said: str) -> None:
        assert customer_hash(said, KEY) is None

    def test_differs_from_customer_to_customer(self) -> None:
        assert customer_hash("AB1234", KEY) != customer_hash("AB1235", KEY)

    def test_differs_from_key_to_key(self) -> None:
        assert customer_hash("AB1234", KEY) != customer_hash("AB1234", b"x" * 32)

    def test_does_not_hold_the_reference(self) -> None:
        assert "AB1234" not in (customer_hash("AB1234", KEY) or "").upper()
