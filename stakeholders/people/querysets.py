from django.contrib.auth.models import BaseUserManager
from django.db import models

from portal.common.actor import Right
from portal.common.mailboxes import canonical
from stakeholders.people.choices import name_key


class UserManager(BaseUserManager):
    """Accounts are known by their e-mail address, compared without regard to case."""

    use_in_migrations = True

    def create_user(self, email, password=None, **fields):
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class SameQuerySet(models.QuerySet):
    def same_as(self, name, email=""):
        """Those who seem to be the same: of the same address, or of the same name where no other address says that they are not."""
        named = models.Q(name_key=name_key(name))
        if not email:
            return self.filter(named)
        return self.filter(models.Q(email__iexact=email) | named & models.Q(email=""))


class PersonQuerySet(SameQuerySet):
    def known_as(self, email):
        return self.filter(email=canonical(email))

    def in_order(self):
        return self.order_by("name", "pk")

    def kept_by(self, actor):
        """The contacts of municipalities that the actor leads: their data are nobody else's business."""
        rows = self.filter(municipality__isnull=False)
        return rows if actor.is_admin else rows.filter(municipality__in=actor.may_in(Right.LEAD))

    def visible_to(self, actor):
        """People are shown to those who work with them: members of organisations in one's municipalities, and oneself."""
        if actor.is_admin:
            return self
        if not actor.is_signed_in:
            return self.none()
        mine = (
            models.Q(organisations__municipality__in=actor.may_in(Right.LEAD))
            | models.Q(municipality__in=actor.may_in(Right.LEAD))
            | models.Q(user=actor.user_id)
        )
        return self.filter(mine).distinct()
