"""What this app adds to the registries of the apps below it."""

from django.utils.translation import gettext_lazy as _

from events.agenda.choices import agenda_filters, desk_filters, programme_links
from events.calendars.choices import feed_subjects, news_sources
from locations.municipalities.choices import municipality_sections
from portal.common.outbox.kinds import kinds
from portal.common.pointers import namings
from portal.common.reminders.occasions import occasions
from portal.common.search.sources import Source, search_sources
from portal.common.social import social_cards
from portal.common.warm.triggers import public_rows
from programmes.catalogue.actions import count_coordinated, hand_over_programmes
from programmes.catalogue.choices import methods
from programmes.catalogue.documents import programme_card, programme_subject, programmes_as_news
from programmes.catalogue.forms import agenda_filter, desk_filter
from programmes.catalogue.models import Funding, Milestone, Participation, Partner, Phase, Programme, Target
from programmes.catalogue.presenters import NAMING, NAMING_OF_A_PART, NEWSLETTER_BLOCK, known_programmes, programme_hits, public_links
from programmes.catalogue.presenters import municipality_sections as sections_of
from programmes.community_spaces.choices import COMMUNITY_SPACES
from programmes.hackathons.choices import HACKATHONS
from programmes.inlocom.choices import INLOCOM
from programmes.innovative_location.choices import INNOVATIVE_LOCATION
from programmes.involvement import presenters as involvement
from programmes.involvement.actions import erase_parts
from programmes.involvement.forms import TakesPartIn
from programmes.methods.presenters import find_methods, method_hits, method_words
from programmes.partnerships.choices import PARTNERSHIPS
from programmes.plan import emails
from stakeholders.contacts.choices import Involvement, involvements
from stakeholders.mandates.choices import HandOver, hand_overs
from stakeholders.newsletters.choices import blocks
from stakeholders.people.choices import PersonalData, personal_data

public_rows.register("programmes", (Programme, Participation, Partner, Funding, Target, Phase, Milestone))
for method in (INLOCOM, INNOVATIVE_LOCATION, HACKATHONS, PARTNERSHIPS, COMMUNITY_SPACES):
    methods.register(method.key, method)
programme_links.register("programmes", public_links)
agenda_filters.register("programme", agenda_filter)
municipality_sections.register("programmes", sections_of)
desk_filters.register("programme", desk_filter)
namings.register("programmes.programme", NAMING)
for label in ("programmes.partner", "programmes.participation"):
    namings.register(label, NAMING_OF_A_PART)
feed_subjects.register("programmes", programme_subject)
social_cards.register("programmes", programme_card)
news_sources.register("programmes", programmes_as_news)
search_sources.register("programmes", Source(label=_("Programmes"), rows=known_programmes, order=("-starts_on",), present=programme_hits))
search_sources.register("methods", Source(label=_("Methods"), find=find_methods, present=method_hits, words=method_words))

blocks.register(NEWSLETTER_BLOCK.name, NEWSLETTER_BLOCK)
for kind in emails.KINDS:
    kinds.register(kind.name, kind)
for occasion in emails.OCCASIONS:
    occasions.register(occasion.name, occasion)
involvements.register("programmes", Involvement(of=involvement.parts_of, filter=TakesPartIn, add_url=involvement.add_url))
personal_data.register("programmes", PersonalData(label=_("Parts in programmes"), records=involvement.parts_known_of, erase=erase_parts))
hand_overs.register("programmes", HandOver(count=count_coordinated, hand=hand_over_programmes))
