"""Imports: files of another system, taken in while everybody works on."""

from __future__ import annotations

from db.access import Permission
from db.queries.import_orders import import_orders
from db.session import reading
from pages.components.empty import empty_state
from pages.components.gate import open_screen
from pages.components.heading import finding
from pages.components.import_parts import order_card, order_part, orders_under_way
from pages.components.moments import now

viewer = open_screen(Permission.IMPORT_RUN)
with reading() as session:
    orders = import_orders(session, viewer, now=now())
under_way = [each for each in orders if each.progress.is_under_way and not each.is_interrupted]
finding(
    f"{len(under_way)} under way" if under_way else "No import is under way",
    f"{len(orders)} ordered by you, the latest first." if orders else "",
)
order_part(viewer)
if under_way:
    orders_under_way()
elif orders:
    for order in orders:
        order_card(viewer, order)
else:
    empty_state("Nothing was imported from here yet. Hand in a file and its mapping above.")
