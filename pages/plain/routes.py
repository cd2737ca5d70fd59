"""Every plain route, gathered for the server."""

from __future__ import annotations

from pages.brand import brand_mount
from pages.plain import (
    card,
    card_find,
    coming,
    happenings,
    health,
    installing,
    minutes,
    pocket_card,
    set_up,
    sign_in,
)
from pages.plain.rendering import style_route

ROUTES = [
    brand_mount(),
    style_route(),
    *happenings.ROUTES,
    *coming.ROUTES,
    *health.ROUTES,
    *sign_in.ROUTES,
    *set_up.ROUTES,
    *minutes.ROUTES,
    *card.ROUTES,
    *card_find.ROUTES,
    *installing.ROUTES,
    *pocket_card.ROUTES,
]
