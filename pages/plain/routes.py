"""Every plain route, gathered for the server."""

from __future__ import annotations

from pages.brand import brand_mount
from pages.plain import health, set_up, sign_in

ROUTES = [brand_mount(), *health.ROUTES, *sign_in.ROUTES, *set_up.ROUTES]
