"""Every plain route, gathered for the server."""

from __future__ import annotations

from pages.brand import brand_mount
from pages.plain import health, minutes, set_up, sign_in
from pages.plain.rendering import style_route

ROUTES = [
    brand_mount(),
    style_route(),
    *health.ROUTES,
    *sign_in.ROUTES,
    *set_up.ROUTES,
    *minutes.ROUTES,
]
