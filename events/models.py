from events.agenda.models import Event
from events.registrations.models import Registration, Seats

__all__ = ["Event", "Registration", "Seats"]
