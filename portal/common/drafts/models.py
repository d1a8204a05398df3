from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class KeptForm(models.Model):
    """What somebody typed and has not saved: kept by itself, so that a closed browser loses nothing."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("who"))
    page = models.CharField(_("form"), max_length=200)
    fields = models.JSONField(_("what was typed"), default=dict)
    kept_at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("unsaved form")
        verbose_name_plural = _("unsaved forms")
        constraints = [models.UniqueConstraint(fields=["owner", "page"], name="one_kept_form_for_each_page")]
        indexes = [models.Index(fields=["kept_at"], name="kept_form_age")]

    def __str__(self) -> str:
        return self.page
