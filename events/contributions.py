"""What this app adds to the registries of the apps below it, and its rooms to each other's."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from events.agenda import presenters
from events.agenda.choices import SeatCounter, SeatKeeper, agenda_filters, desk_filters, kind_words, registration_calls, seat_counters, seat_keepers
from events.agenda.documents import NEWSLETTER_BLOCK, event_card
from events.agenda.models import Event
from events.calendars.choices import feed_subjects
from events.calendars.presenters import feeds_of, municipality_subject
from events.registrations import actions, emails
from events.registrations.forms import FreeSeats, SomebodyWaits
from events.registrations.models import Registration, Seats, Turnout
from events.registrations.presenters import call, count_on
from events.retention import actions as retention
from events.retention.presenters import registrations_of
from locations.municipalities.choices import district_columns, municipality_links, municipality_sections
from portal.common.outbox.kinds import kinds
from portal.common.pointers import namings
from portal.common.reminders.occasions import occasions
from portal.common.search.sources import Source, search_sources
from portal.common.social import social_cards
from portal.common.warm.triggers import public_rows
from portal.common.worker.schedule import register
from stakeholders.newsletters.choices import blocks
from stakeholders.people.choices import PersonalData, personal_data

public_rows.register("events", (Event, Seats, Registration, Turnout))
seat_counters.register("registrations", SeatCounter(of=Seats.objects.counts_of, onto=Seats.objects.onto, on=count_on))
registration_calls.register("registrations", call)
seat_keepers.register(
    "registrations",
    SeatKeeper(set_capacity=actions.set_capacity, tell_of_moves=actions.tell_of_moved_events, shut=actions.shut),
)
agenda_filters.register("free", FreeSeats)
desk_filters.register("waiting", SomebodyWaits)
namings.register("events.event", presenters.NAMING)
district_columns.register("events", presenters.events_in_districts)
municipality_sections.register("events", presenters.municipality_sections)
municipality_sections.register("places", presenters.places_section)
municipality_links.register("feeds", feeds_of)
feed_subjects.register("municipalities", municipality_subject)
social_cards.register("events", event_card)

search_sources.register(
    "events",
    Source(
        label=_("Coming events"),
        rows=presenters.coming_events,
        order=("starts_at",),
        present=presenters.event_hits,
        words=lambda: [word for words in kind_words().values() for word in words],
    ),
)
search_sources.register("past", Source(label=_("Past events"), rows=presenters.past_events, order=("-starts_at",), present=presenters.event_hits))
search_sources.register("places", Source(label=_("Places"), rows=presenters.known_places, order=("name",), present=presenters.place_hits))

personal_data.register("registrations", PersonalData(label=_("Registrations for events"), records=registrations_of, erase=retention.erase_registrations))

for kind in emails.KINDS:
    kinds.register(kind.name, kind)
blocks.register(NEWSLETTER_BLOCK.name, NEWSLETTER_BLOCK)
occasions.register(emails.EVENT_TOMORROW.name, emails.EVENT_TOMORROW)

register("release_run_out", actions.release_run_out, every=timedelta(seconds=30))
register("offer_freed_seats", actions.offer_freed_seats, every=timedelta(seconds=30))
register("close_waiting_lists", actions.close_waiting_lists, every=timedelta(minutes=5))
register("tell_of_cancelled_events", actions.tell_of_cancelled_events, every=timedelta(minutes=1))
register("tell_of_moved_events", actions.tell_of_moved_events, every=timedelta(minutes=1))
register("count_turnout", retention.count_turnout, every=timedelta(hours=1), queue="bulk")
register("forget_past_registrations", retention.forget_past_registrations, every=timedelta(hours=6), queue="bulk")
