"""What stands about invitations where people ask what is held about them."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from stakeholders.mandates.models import Invitation
from stakeholders.people.choices import Record


def invitations_to(email: str) -> list[Record]:
    rows = Invitation.objects.for_list().filter(email=email)
    return [Record(str(row.body), {_("As what"): row.get_role_display(), _("Invited"): date_format(timezone.localtime(row.invited_at))}) for row in rows]
