from django.db import models
from django.utils.translation import gettext_lazy as _

KINDS = ("people", "organisations")
FIELDS = {
    "people": ("name", "group", "email", "phone", "organisation", "language", "note", "source"),
    "organisations": ("name", "type", "email", "phone", "website", "note", "source"),
}
FURTHER = {"people": ("surname",), "organisations": ()}  # columns that become part of a field
LABELS = {
    "name": _("Name"),
    "surname": _("Surname"),
    "group": _("Group"),
    "type": _("Kind of stakeholder"),
    "email": _("E-mail"),
    "phone": _("Telephone"),
    "organisation": _("Organisation"),
    "language": _("Language"),
    "website": _("Website"),
    "note": _("Note"),
    "source": _("Where the data come from"),
}

# What people call these columns, as `short_name` writes them. Our own headings are known besides.
HEADINGS = {
    "surname": {"surname", "last-name", "family-name", "priimek", "efternamn"},
    "name": {"name", "ime", "ime-in-priimek", "priimek-in-ime", "naziv", "naziv-organizacije", "full-name", "oseba", "namn"},
    "group": {"group", "skupina", "vrsta", "type", "skupina-deleznikov"},
    "type": {"type", "vrsta", "vrsta-deleznika", "kind", "group", "skupina"},
    "email": {"email", "e-mail", "e-posta", "eposta", "e-naslov", "elektronski-naslov", "mail", "epost"},
    "phone": {"phone", "telephone", "telefon", "tel", "gsm", "mobitel", "mobile", "telefonska-stevilka"},
    "organisation": {"organisation", "organization", "organizacija", "podjetje", "company", "ustanova"},
    "language": {"language", "jezik", "sprak"},
    "website": {"website", "web", "spletna-stran", "splet", "url"},
    "note": {"note", "notes", "opomba", "opombe", "komentar"},
    "source": {"source", "vir", "izvor"},
}


class State(models.TextChoices):
    UPLOADED = "uploaded", _("columns are to be chosen")
    CHECKING = "checking", _("being looked through")
    CHECKED = "checked", _("looked through, nothing stored yet")
    RUNNING = "running", _("being stored")
    DONE = "done", _("stored")
    CANCELLED = "cancelled", _("stopped")
    UNDONE = "undone", _("taken back")


class Fate(models.TextChoices):
    NEW = "new", _("new")
    CHANGE = "change", _("changes")
    SAME = "same", _("the same")
    REFUSED = "refused", _("refused")


# Why a row is refused. Codes are stored, words are told in the reader's language.
REASONS = {
    "name_missing": _("There is no name."),
    "name_long": _("The name is too long."),
    "email_wrong": _("This is no e-mail address."),
    "phone_long": _("The telephone number is too long."),
    "group_unknown": _("This group is not known."),
    "type_unknown": _("This kind of stakeholder is not known."),
    "type_missing": _("The kind of stakeholder is missing."),
    "language_unknown": _("This language is not known."),
    "website_wrong": _("This is no address of a website."),
    "organisation_long": _("The name of the organisation is too long."),
    "source_long": _("Where the data come from is told at too great length."),
    "twice": _("The same one stands further up in this file."),
}
