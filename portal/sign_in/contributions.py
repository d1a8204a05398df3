"""What signing in adds to the registries of the rooms below it."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from portal.common.outbox.catalogue import ready_made
from portal.common.worker.schedule import register
from portal.sign_in import actions
from portal.sign_in.admin import reset_second_step
from portal.sign_in.emails import READY_MADE
from portal.sign_in.presenters import sign_ins_of
from portal.sign_in.sessions import forget_sessions
from stakeholders.people.choices import PersonalData, account_acts, personal_data

personal_data.register("sign_ins", PersonalData(label=_("Where and how you sign in"), records=sign_ins_of, erase=actions.erase_sign_ins))
for letter in READY_MADE:
    ready_made.register(letter.name, letter)
account_acts.register("reset_second_step", reset_second_step)
register("forget_sessions", forget_sessions, every=timedelta(hours=6), queue="bulk")
