from events.agenda.admin import EventAdmin
from events.registrations.admin import RegistrationAdmin, SeatsAdmin, TurnoutAdmin

__all__ = ["EventAdmin", "RegistrationAdmin", "SeatsAdmin", "TurnoutAdmin"]
