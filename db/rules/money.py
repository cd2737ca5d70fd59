"""Money: a Decimal and a currency, never a float, never summed across currencies."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from db.rules.refusals import Refusal

# ISO 4217 currencies whose smallest unit is not a hundredth.
DECIMALS = {"BHD": 3, "CLP": 0, "IDR": 0, "JPY": 0, "KRW": 0, "KWD": 3, "OMR": 3, "UGX": 0,
            "VND": 0, "XAF": 0, "XOF": 0}  # fmt: skip
LARGEST = Decimal(10) ** 12
NO_BREAK_SPACE = "\u00a0"
PIECES = "pcs"


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
    absurd amounts, and for more decimals than the currency has.
    """
    plain = text.strip().upper().removeprefix(currency).strip()
    plain = plain.replace(NO_BREAK_SPACE, "").replace(" ", "").replace("'", "")
    try:
        amount = Decimal(_without_separators(plain))
    except InvalidOperation:
        raise Refusal(f"“{text}” is not an amount. Write it as 180 or 180.50.") from None
    return check_amount(amount, currency)


def check_amount(amount: Decimal, currency: str) -> Decimal:
    """The same amount, or a `Refusal` when it cannot be meant."""
    if not amount.is_finite():
        raise Refusal("The amount must be a number. Write it as 180 or 180.50.")
    if amount <= 0:
        raise Refusal("The amount must be above zero. Leave it empty if no amount is asked.")
    if amount > LARGEST:
        raise Refusal("The amount is above one trillion. Check the number of digits.")
    places = 0 if currency == PIECES else DECIMALS.get(currency, 2)
    if amount != amount.quantize(Decimal(1).scaleb(-places)):
        raise Refusal(f"{currency} has {places} decimals. Round the amount.")
    return amount


def _without_separators(text: str) -> str:
    """`1,200.50`, `1.200,50` and `1,200` as a plain number; a lone comma with two digits is a
    decimal comma, with three a thousands separator.
    """
    if "," in text and "." in text:
        decimal = "," if text.rfind(",") > text.rfind(".") else "."
        other = "." if decimal == "," else ","
        return text.replace(other, "").replace(decimal, ".")
    if text.count(",") == 1 and len(text.partition(",")[2]) != 3:  # noqa: PLR2004 - see above.
        return text.replace(",", ".")
    return text.replace(",", "")
