"""The ground's own jobs, and the kind of letter that Django's mail becomes."""

from datetime import timedelta

from portal.common.drafts.keep import forget_old
from portal.common.housekeeping import tidy_up
from portal.common.outbox.backend import DJANGO_MESSAGE
from portal.common.outbox.delivery import deliver_bulk, deliver_transactional
from portal.common.outbox.kinds import kinds
from portal.common.reminders.sweep import send_due_reminders
from portal.common.social import forget_old_pictures, portal_card, social_cards
from portal.common.worker.schedule import register

kinds.register(DJANGO_MESSAGE.name, DJANGO_MESSAGE)
register("deliver_transactional", deliver_transactional, every=timedelta(seconds=30), is_alone=False)
register("send_due_reminders", send_due_reminders, every=timedelta(minutes=1))
register("deliver_bulk", deliver_bulk, every=timedelta(seconds=30), queue="bulk", is_alone=False)
register("forget_old_drafts", forget_old, every=timedelta(days=1), queue="bulk")
social_cards.register("portal", portal_card)
register("forget_old_pictures", forget_old_pictures, every=timedelta(days=1), queue="bulk")
register("tidy_up", tidy_up, every=timedelta(days=1), queue="bulk")
