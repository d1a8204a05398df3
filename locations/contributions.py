"""What this app adds to the registries of the apps below it."""

from locations.municipalities.documents import municipality_card
from locations.municipalities.emails import KINDS
from portal.common.outbox.kinds import kinds
from portal.common.social import social_cards

for kind in KINDS:
    kinds.register(kind.name, kind)
social_cards.register("municipalities", municipality_card)
