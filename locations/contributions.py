"""What this app adds to the registries of the apps below it."""

from django.utils.translation import gettext_lazy as _

from locations.municipalities.documents import municipality_card
from locations.municipalities.emails import KINDS
from locations.municipalities.models import Country, District, Municipality, Region
from locations.municipalities.presenters import known_municipalities, municipality_hits
from locations.places import presenters as places
from locations.places.models import Place
from portal.common.outbox.kinds import kinds
from portal.common.pointers import namings
from portal.common.search.sources import Source, search_sources
from portal.common.social import social_cards
from portal.common.warm.triggers import public_rows

public_rows.register("locations", (Country, Region, Municipality, District, Place))
for kind in KINDS:
    kinds.register(kind.name, kind)
search_sources.register("municipalities", Source(label=_("Municipalities"), rows=known_municipalities, order=("name",), present=municipality_hits))
social_cards.register("municipalities", municipality_card)
namings.register("locations.place", places.NAMING)
