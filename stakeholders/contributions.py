"""What this app adds to the registries of the apps below it, and its rooms to each other's."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from portal.common.outbox.kinds import kinds
from portal.common.worker.schedule import register
from stakeholders.mandates import actions as mandates
from stakeholders.mandates.emails import KINDS as MANDATE_KINDS
from stakeholders.mandates.presenters import invitations_to
from stakeholders.people import actions, emails
from stakeholders.people.choices import PersonalData, personal_data
from stakeholders.people.presenters import people_known_as

for kind in (*emails.KINDS, *MANDATE_KINDS):
    kinds.register(kind.name, kind)
personal_data.register("people", PersonalData(label=_("Contacts of organisations and municipalities"), records=people_known_as, erase=actions.erase_people))
register("forget_data_requests", actions.forget_data_requests, every=timedelta(hours=6), queue="bulk")
personal_data.register("invitations", PersonalData(label=_("Invitations to act for somebody"), records=invitations_to, erase=mandates.erase_invitations))
register("forget_invitations", mandates.forget_invitations, every=timedelta(hours=6), queue="bulk")
