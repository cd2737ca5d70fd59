"""Money: a Decimal and a currency, never a float, never summed across currencies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from db.rules.refusals import Refusal

# ISO 4217 currencies whose smallest unit is not a hundredth.
DECIMALS = {"BHD": 3, "CLP": 0, "IDR": 0, "JPY": 0, "KRW": 0, "KWD": 3, "OMR": 3, "UGX": 0,
            "VND": 0, "XAF": 0, "XOF": 0}  # fmt: skip
LARGEST = Decimal(10) ** 12
NO_BREAK_SPACE = "\u00a0"
PIECES = "pcs"
# How people write numbers. In GROUPED commas part thousands (or, in India, hundreds of them).
PLAIN = re.compile(r"\d+[.,]?\d*|[.,]\d+")
GROUPED = re.compile(r"\d{1,3}(,\d{2,3})*,\d{3}(\.\d*)?")
DOTTED = re.compile(r"\d{1,3}(\.\d{3})+,\d*|\d{1,3}(\.\d{3}){2,}")
LONE_DOT = re.compile(r"[1-9]\d{0,2}\.\d{3}")


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An exact amount in one ISO 4217 currency, or a count of pieces (currency `pcs`)."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        """The amount as the screens show it: code, no-break space, number."""
        return show_money(self.amount, self.currency)


def show_money(amount: Decimal, currency: str) -> str:
    """`SGD 180`, `KES 10,000`, `GBP 12.50`: decimals only where there are any."""
    if currency == PIECES:
        return f"{amount.normalize():f}{NO_BREAK_SPACE}{'piece' if amount == 1 else 'pieces'}"
    places = 0 if amount == amount.to_integral_value() else max(2, DECIMALS.get(currency, 2))
    return f"{currency}{NO_BREAK_SPACE}{amount:,.{places}f}"


def read_amount(text: str, currency: str) -> Decimal:
    """The amount that a person typed, checked against the currency's smallest unit.

    Raises `Refusal` with one sentence for text that is no number, for zero, for negative and
    absurd amounts, for more decimals than the currency has, and for `1.200` where that may mean
    twelve hundred as well as one and a fifth.
    """
    plain = "".join(sign for sign in text.upper() if not sign.isspace() and sign not in "'’")
    code = currency.upper()
    plain = plain.removeprefix(code).removesuffix(code)
    if currency == PIECES:
        plain = plain.removesuffix("PIECES").removesuffix("PIECE")
    number = _without_separators(plain.lstrip("+-"), currency)
    if number is None:
        raise Refusal(f"“{text.strip()}” is not an amount. Write it as 180 or 180.50.")
    amount = Decimal(number)
    return check_amount(-amount if plain.startswith("-") else amount, currency)


def check_amount(amount: Decimal, currency: str) -> Decimal:
    """The same amount, or a `Refusal` when it cannot be meant."""
    if not amount.is_finite():
        raise Refusal("The amount must be a number. Write it as 180 or 180.50.")
    if amount <= 0:
        raise Refusal("The amount must be above zero. Leave it empty if no amount is asked.")
    if amount > LARGEST:
        raise Refusal("The amount is above one trillion. Check the number of digits.")
    places = _places(currency)
    if amount != amount.quantize(Decimal(1).scaleb(-places)):
        if currency == PIECES:
            raise Refusal("Pieces are counted whole. Round the number.")
        raise Refusal(f"{currency} has {places} decimals. Round the amount.")
    return amount


def _places(currency: str) -> int:
    return 0 if currency == PIECES else DECIMALS.get(currency, 2)


def _without_separators(text: str, currency: str) -> str | None:
    """`1,200.50`, `1.200,50` and `1,200` as a plain number, None for what is none. A lone comma
    with three digits after it parts thousands, with any other number of digits it is a decimal
    comma; a lone dot is a decimal point, except in a currency without decimals.
    """
    if LONE_DOT.fullmatch(text) and _places(currency) == 2:  # noqa: PLR2004 - most currencies.
        whole = text.replace(".", "")
        raise Refusal(f"“{text}” can be read in two ways. Write it as {whole} or {text[:-1]}.")
    if DOTTED.fullmatch(text) or (LONE_DOT.fullmatch(text) and _places(currency) == 0):
        return text.replace(".", "").replace(",", ".")
    if GROUPED.fullmatch(text):
        return text.replace(",", "")
    if PLAIN.fullmatch(text):
        return text.replace(",", ".")
    return None
