"""What this app adds to the registries of the apps below it, and its rooms to each other's."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from locations.municipalities.choices import municipality_columns, municipality_links, municipality_sections
from portal.common.outbox.kinds import kinds
from portal.common.pointers import namings
from portal.common.reminders.occasions import occasions
from portal.common.warm.triggers import public_rows
from portal.common.worker.schedule import register
from stakeholders.contacts.presenters import NAMINGS, contact_log_of
from stakeholders.duties import actions as duties
from stakeholders.duties import emails as duties_emails
from stakeholders.duties.models import AccessibilityStatement, PrivacyRecord
from stakeholders.duties.presenters import feedback_of, links_of, what_is_written
from stakeholders.imports import actions as imports
from stakeholders.imports.presenters import brought_with
from stakeholders.mandates import actions as mandates
from stakeholders.mandates.emails import KINDS as MANDATE_KINDS
from stakeholders.mandates.presenters import invitations_to
from stakeholders.newsletters import actions as newsletters
from stakeholders.newsletters.choices import JOB as NEWSLETTERS
from stakeholders.newsletters.emails import KINDS as NEWSLETTER_KINDS
from stakeholders.newsletters.models import Edition, Issue
from stakeholders.newsletters.presenters import NAMING as ISSUE_NAMING
from stakeholders.organisations.models import Organisation
from stakeholders.people import actions, emails
from stakeholders.people.choices import PersonalData, personal_data
from stakeholders.people.models import User
from stakeholders.people.presenters import people_known_as
from stakeholders.subscriptions import actions as subscriptions
from stakeholders.subscriptions import presenters as topics
from stakeholders.subscriptions.emails import KINDS as SUBSCRIPTION_KINDS
from stakeholders.subscriptions.models import Topic

for kind in (*emails.KINDS, *duties_emails.KINDS, *MANDATE_KINDS, *SUBSCRIPTION_KINDS, *NEWSLETTER_KINDS):
    kinds.register(kind.name, kind)
for occasion in duties_emails.OCCASIONS:
    occasions.register(occasion.name, occasion)

personal_data.register("people", PersonalData(label=_("Contacts of organisations and municipalities"), records=people_known_as, erase=actions.erase_people))
personal_data.register(
    "contact_log", PersonalData(label=_("What was said with you"), records=contact_log_of, erase=lambda **_given: 0)
)  # goes with the contact
personal_data.register("imports", PersonalData(label=_("Lists that somebody brought"), records=brought_with, erase=imports.erase_brought))
personal_data.register("feedback", PersonalData(label=_("Messages to municipalities"), records=feedback_of, erase=duties.erase_feedback))
personal_data.register("invitations", PersonalData(label=_("Invitations to act for somebody"), records=invitations_to, erase=mandates.erase_invitations))
personal_data.register("subscriptions", PersonalData(label=_("News by e-mail"), records=topics.subscriptions_of, erase=subscriptions.erase_subscriptions))
public_rows.register("stakeholders", (AccessibilityStatement, PrivacyRecord, Organisation, User))  # and the names of those who can be asked
public_rows.register("newsletters", (Topic, Issue, Edition))
municipality_columns.register("duties", what_is_written)
municipality_links.register("duties", links_of)
municipality_sections.register("subscriptions", topics.municipality_sections)
namings.register("stakeholders.topic", topics.NAMING)
namings.register("stakeholders.issue", ISSUE_NAMING)
for label, naming in NAMINGS.items():
    namings.register(label, naming)

register("forget_data_requests", actions.forget_data_requests, every=timedelta(hours=6), queue="bulk")
register("forget_feedback", duties.forget_feedback, every=timedelta(hours=6), queue="bulk")
register("forget_invitations", mandates.forget_invitations, every=timedelta(hours=6), queue="bulk")
register(imports.JOB, imports.advance_imports, every=timedelta(seconds=5), queue="bulk")
register("forget_imports", imports.forget_imports, every=timedelta(hours=6), queue="bulk")
register(NEWSLETTERS, newsletters.advance_newsletters, every=timedelta(seconds=5), queue="bulk")
register("forget_unconfirmed", subscriptions.forget_unconfirmed, every=timedelta(hours=6), queue="bulk")
register("forget_ended", subscriptions.forget_ended, every=timedelta(hours=6), queue="bulk")
register("forget_proofs", subscriptions.forget_proofs, every=timedelta(days=1), queue="bulk")
