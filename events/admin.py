from events.agenda.admin import EventAdmin
from events.registrations.admin import RegistrationAdmin, SeatsAdmin

__all__ = ["EventAdmin", "RegistrationAdmin", "SeatsAdmin"]
