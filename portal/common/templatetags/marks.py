"""The smallest parts of a page: drawings, tags, buttons, figures. See /patterns/ for how each of them looks."""

import json
import re
from functools import cache, lru_cache
from typing import Any

import qrcode
from django import template
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.template.context import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

DRAWINGS = {"seed", "sprout", "sheaf", "resown", "inlocom", "location", "hackathon", "partnership", "space"}  # on the 48 grid, with a heavier line
CRUMBS = "crumbs"  # of the page that is being made
TONES = {"", "leaf", "sky", "clay", "plum", "wheat", "danger"}
KINDS = {"primary", "ghost", "quiet", "sun", "danger"}


def classes(*names: str, **chosen: object) -> str:
    """`classes("tag", tag__line=True)` is "tag tag--line"; a keyword is a modifier that holds when its value does."""
    return " ".join([name for name in names if name] + [name.replace("__", "--") for name, holds in chosen.items() if holds])


def toned(tone: str) -> str:
    """The class of a tone; a name that is not a tone is a mistake of ours and says so."""
    if tone not in TONES:
        message = f"There is no tone “{tone}”. Tones are {', '.join(sorted(TONES - {''}))}."
        raise ValueError(message)
    return f"tone-{tone}" if tone else ""


@cache
def icon_names() -> frozenset[str]:
    sprite = settings.BASE_DIR / "static" / "img" / "icons.svg"
    return frozenset(re.findall(r'id="i-([a-z-]+)"', sprite.read_text(encoding="utf-8")))


@register.simple_tag
def icon(name: str, *, large: bool = False, label: str = "") -> SafeString:
    """A drawing beside words. It is hidden from screen readers, unless it stands alone and carries a label."""
    return drawn(name, bool(large), str(label))


@lru_cache(maxsize=1000, typed=True)  # a page has some seventy of them
def drawn(name: str, large: bool, label: str) -> SafeString:
    if name not in icon_names():
        message = f"There is no icon “{name}” in static/img/icons.svg."
        raise ValueError(message)
    look = classes("icon", icon__draw=name in DRAWINGS, icon__large=large)
    href = f"{static('img/icons.svg')}#i-{name}"
    if label:
        return format_html('<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', look, label, href)
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', look, href)


def maybe_icon(name: str) -> SafeString:
    return icon(name) if name else SafeString("")


@register.simple_tag
def tile(name: str, *, tone: str = "", small: bool = False) -> SafeString:
    return format_html('<span class="{}">{}</span>', classes("tile", toned(tone), tile__small=small), icon(name))


@register.simple_tag
def identity() -> SafeString:
    return format_html('<svg class="identity" viewBox="0 0 200 64" aria-hidden="true"><use href="{}#identity"/></svg>', static("img/brand.svg"))


@register.simple_tag
def band() -> SafeString:
    """The field in one ink, for page heads, dark panels and the footer."""
    return format_html('<svg class="band" aria-hidden="true"><use href="{}#band"/></svg>', static("img/brand.svg"))


@register.simple_tag
def land() -> SafeString:
    """The whole field with the sun rising behind it; once on a page, never behind text."""
    return format_html('<svg class="field" aria-hidden="true"><use class="sun" href="{0}#sun"/><use href="{0}#field"/></svg>', static("img/field.svg"))


@register.simple_tag
def season() -> SafeString:
    """From seed to re-sown, where the four phases are explained."""
    parts = [("", "soil"), ("tone-clay", "sowing"), ("tone-leaf", "growth"), ("tone-wheat", "harvest"), ("tone-plum", "re-harvest")]
    sprite = static("img/season.svg")
    uses = format_html_join("", '<use class="{}" href="{}#{}"/>', ((tone, sprite, part) for tone, part in parts))
    return format_html('<svg class="season" viewBox="0 0 1200 215" aria-hidden="true">{}</svg>', uses)


@register.simple_tag
def button(
    text: str,
    *,
    href: str = "",
    kind: str = "primary",
    icon: str = "",
    small: bool = False,
    wide: bool = False,
    about: str = "",
    name: str = "",
    value: str = "",
    opens: str = "",
    disabled: bool = False,
) -> SafeString:
    """A link with `href`, otherwise a button that sends its form. `about` completes the words for those who do not see the page."""
    if kind not in KINDS:
        message = f"There is no button of the kind “{kind}”. Kinds are {', '.join(sorted(KINDS))}."
        raise ValueError(message)
    look = classes("button", "" if kind == "primary" else f"button--{kind}", button__small=small, button__wide=wide)
    words = format_html("{}{}{}", maybe_icon(icon), text, hidden(about))
    if href:
        return format_html('<a class="{}" href="{}"{}>{}</a>', look, href, attributes(data_opens=opens), words)
    return format_html('<button type="submit" class="{}"{}>{}</button>', look, attributes(name=name, value=value, data_opens=opens, disabled=disabled), words)


def hidden(words: str) -> SafeString:
    return format_html('<span class="vh"> {}</span>', words) if words else SafeString("")


def attributes(**given: object) -> SafeString:
    """Attributes that have a value; one that is simply true stands alone."""
    pairs = ((name.replace("_", "-"), value) for name, value in given.items() if value not in ("", None, False))
    return format_html_join("", "{}", ((format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value),) for name, value in pairs))


@register.simple_tag
def more(text: str, href: str, *, about: str = "") -> SafeString:
    """The one way further of a section."""
    return format_html('<a class="more" href="{}">{}{}{}</a>', href, text, hidden(about), icon("arrow"))


@register.simple_tag
def tag(text: str, *, tone: str = "", icon: str = "", now: bool = False, line: bool = False) -> SafeString:
    return format_html('<span class="{}">{}{}</span>', classes("tag", toned(tone), tag__now=now, tag__line=line), maybe_icon(icon), text)


@register.simple_tag
def count(number: int, *, about: str = "", most: int = 0) -> SafeString:
    """A small figure beside words. What was counted only up to `most` says “99+”."""
    shown = f"{number_format(most, 0)}+" if most and number > most else number_format(number, 0)
    return format_html('<span class="count">{}{}</span>', shown, hidden(about))


def initials(name: str) -> str:
    """First letters of the first and the last word: Maja Kovač is MK, Občina Litija OL, Litija L."""
    words = [word for word in re.split(r"[\s\-.,]+", name) if word[:1].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.simple_tag
def avatar(name: str, *, tone: str = "", small: bool = False) -> SafeString:
    """Two letters beside a name that is written out."""
    return format_html('<span class="{}" aria-hidden="true">{}</span>', classes("avatar", toned(tone), avatar__small=small), initials(name))


@register.simple_tag
def stat(figure: int | str, label: str, *, tone: str = "", of: str = "") -> SafeString:
    """One figure of a `<dl class="stats">`."""
    shown = number_format(figure, 0, force_grouping=True) if isinstance(figure, int) else figure
    small = format_html(" <small>{}</small>", of) if of else ""
    return format_html('<div class="{}"><dt>{}</dt><dd>{}{}</dd></div>', classes("stat", toned(tone)), label, shown, small)


def crumbs_of(context: Context) -> list[tuple[str, str]]:
    """The steps so far, and where they lead."""
    found: Any = context.render_context.get(CRUMBS)
    return found or []


@register.simple_tag(takes_context=True)
def crumb(context: Context, text: str, view: str = "", *args: Any) -> SafeString:
    """One step of `{% breadcrumbs %}`; the last one has no view and names the page itself."""
    address = reverse(view, args=args) if view else ""
    context.render_context[CRUMBS] = [*crumbs_of(context), (str(text), address)]
    if address:
        return format_html('<li><a href="{}">{}</a></li>', address, text)
    return format_html('<li><span aria-current="page">{}</span></li>', text)


@register.simple_tag
def tab(text: str, href: str, *, current: bool = False, count: int | None = None, more: bool = False) -> SafeString:
    """`more`: there are more than are counted."""
    number = format_html(' <span class="count">{}{}</span>', number_format(count, 0), "+" if more else "") if count is not None else ""
    return format_html('<li><a href="{}"{}>{}{}</a></li>', href, attributes(aria_current="page" if current else ""), text, number)


@register.simple_tag
def stylesheet() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/setev.css"))


@register.simple_tag
def qr_code(text: str, *, label: str) -> SafeString:
    """A picture for a camera, drawn within the page; what it says has to stand beside it in words."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=4)
    code.add_data(text)
    rows = code.get_matrix()
    runs = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return format_html(
        '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}" shape-rendering="crispEdges"><path d="{2}"/></svg>', len(rows), label, runs
    )


@register.filter
def in_fours(text: str) -> str:
    """A long number as people read it aloud."""
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


@register.filter
def as_json(value: Any) -> str:
    """For a `data-` attribute that a script of ours reads."""
    return json.dumps(value, cls=DjangoJSONEncoder)
