"""What this app adds to the registries of the apps below it."""

from events.agenda.choices import agenda_filters, programme_links
from programmes.catalogue.choices import methods
from programmes.catalogue.forms import agenda_filter
from programmes.catalogue.presenters import public_links
from programmes.inlocom.choices import INLOCOM

methods.register(INLOCOM.key, INLOCOM)
programme_links.register("programmes", public_links)
agenda_filters.register("programme", agenda_filter)
