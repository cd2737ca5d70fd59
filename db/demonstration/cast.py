"""Who works in the demonstration. The names are invented; any likeness is chance."""

from __future__ import annotations

from dataclasses import dataclass

from db.demonstration.geography import OFFICES
from db.rules.words import Role

AGENT, SENIOR, SHIFT, DUTY = "agent", "senior_agent", "shift_manager", "duty_manager"
REGIONAL, HEAD = "regional_manager", "head_office"

ADMINISTRATOR = "Adrian Foo"
DIRECTOR = "Margaret Chua"


@dataclass(frozen=True, slots=True)
class Part:
    """One person: `place` is home and where the role holds; blank is the organisation."""

    name: str
    place: str
    grade: str
    role: Role
    desk: str

    @property
    def sign_in(self) -> str:
        """The sign-in name: `mei.fen.ong`."""
        return self.name.lower().replace(" ", ".")


ABOVE = (
    Part(ADMINISTRATOR, "", HEAD, Role.ADMINISTRATOR, "People and places"),
    Part(DIRECTOR, "", HEAD, Role.REGIONAL, "Customer care"),
    Part("Vikram Pillai", "Asia Pacific", REGIONAL, Role.REGIONAL, "Regional office"),
    Part("Wanjiku Mbogo", "Africa", REGIONAL, Role.REGIONAL, "Regional office"),
    Part("Charlotte Lindqvist", "Europe", REGIONAL, Role.REGIONAL, "Regional office"),
    Part("Bambang Surya", "Indonesia", REGIONAL, Role.REGIONAL, "Country office"),
    Part("Peter Odhiambo", "Kenya", REGIONAL, Role.REGIONAL, "Country office"),
    Part("Fiona Garrick", "United Kingdom", REGIONAL, Role.REGIONAL, "Country office"),
)
# Agents, then senior agents, shift managers, and the duty manager of each office.
CREWS: dict[str, tuple[tuple[str, ...], ...]] = {
    "Singapore T2": (
        ("Nur Aisyah Rahim", "Daniel Koh", "Mei Fen Ong"),
        ("Priya Nair", "Wei Jie Lau"),
        ("Farah Idris", "Marcus Teo"),
        ("Helen Sim",),
    ),
    "Jakarta T3": (
        ("Dewi Anggraini", "Rizky Pratama", "Putri Lestari"),
        ("Bagus Santoso", "Sari Wulandari"),
        ("Agus Hartono", "Ratna Kusuma"),
        ("Hendra Wijaya",),
    ),
    "Bali": (
        ("Made Suardana", "Kadek Ariani"),
        ("Wayan Sukerta",),
        ("Ketut Ardana",),
        ("Luh Puspita",),
    ),
    "Nairobi": (
        ("Amina Wekesa", "Brian Otieno", "Faith Njeri"),
        ("Kevin Mutua", "Grace Achieng"),
        ("Joseph Kamau", "Mercy Chebet"),
        ("Samuel Kiprono",),
    ),
    "Mombasa": (
        ("Zuhura Salim", "Ali Bakari"),
        ("Halima Juma",),
        ("Omar Shee",),
        ("Esther Mwende",),
    ),
    "Heathrow": (
        ("Olivia Marsh", "Jack Denby", "Chloe Winters"),
        ("Imran Sadiq", "Beth Harrow"),
        ("Tom Ashby", "Leila Haddad"),
        ("Rosalind Peel",),
    ),
    "Manchester": (
        ("Megan Holt", "Callum Reddish"),
        ("Aisha Barlow",),
        ("Neil Openshaw",),
        ("Joanne Tarrant",),
    ),
    "Frankfurt": (
        ("Lena Vogt", "Jonas Brandt", "Elif Aydin"),
        ("Katrin Seidel", "Marek Lindner"),
        ("Tobias Reuter", "Anja Falk"),
        ("Sabine Ostertag",),
    ),
}
LADDER = (
    (AGENT, Role.STAFF, ("Check-in 14", "Transfer desk C", "Gates")),
    (SENIOR, Role.STAFF, ("Baggage service", "Ticket desk")),
    (SHIFT, Role.MANAGER, ("Floor", "Floor")),
    (DUTY, Role.MANAGER, ("Duty office",)),
)


def crew(office: str) -> list[Part]:
    """Everybody of one office, lowest grade first."""
    return [
        Part(name, office, grade, role, desk)
        for (grade, role, desks), names in zip(LADDER, CREWS[office], strict=True)
        for name, desk in zip(names, desks, strict=False)
    ]


def everybody() -> list[Part]:
    """All parts, from the top down; the administrator is the first."""
    return [*ABOVE, *(part for office in OFFICES for part in crew(office.name))]
