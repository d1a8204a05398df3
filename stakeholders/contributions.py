"""What this app adds to the registries of the apps below it, and its rooms to each other's."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from portal.common.outbox.kinds import kinds
from portal.common.worker.schedule import register
from stakeholders.people import actions, emails
from stakeholders.people.choices import PersonalData, personal_data
from stakeholders.people.presenters import people_known_as

for kind in emails.KINDS:
    kinds.register(kind.name, kind)
personal_data.register("people", PersonalData(label=_("Contacts of organisations and municipalities"), records=people_known_as, erase=actions.erase_people))
register("forget_data_requests", actions.forget_data_requests, every=timedelta(hours=6), queue="bulk")
