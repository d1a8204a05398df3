"""Components that enclose something: `{% notice tone="wheat" title=… %}…{% endnotice %}`."""

from typing import Any

from django import template
from django.core.paginator import Page
from django.http import QueryDict
from django.template.context import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.common.machines import TELLING, data_block, trail_facts
from portal.common.templatetags.cards import heading
from portal.common.templatetags.marks import CRUMBS, attributes, avatar, band, classes, crumbs_of, land, maybe_icon, more, tile, toned

register = template.Library()


@register.simple_block_tag
def notice(content: str, *, title: str = "", tone: str = "sky", icon: str = "", level: int = 2) -> SafeString:
    """A word that must be seen. The icon follows the tone unless another is named."""
    drawing = icon or {"leaf": "ok", "wheat": "alert", "clay": "alert", "danger": "stop"}.get(tone, "info")
    top = format_html("<{0}>{1}</{0}>", heading(level), title) if title else ""
    return format_html('<div class="{}">{}{}<div class="stack stack-s">{}</div></div>', classes("notice", toned(tone)), maybe_icon(drawing), top, content)


@register.simple_block_tag
def empty(content: str, *, title: str, icon: str = "sprout", level: int = 2) -> SafeString:
    """Nothing here yet: why, and one way on."""
    return format_html('<div class="empty">{0}<{1}>{2}</{1}>{3}</div>', tile(icon), heading(level), title, content)


@register.simple_block_tag
def toast(content: str, *, icon: str = "ok") -> SafeString:
    return format_html('<div class="toast" role="status">{}<div>{}</div></div>', maybe_icon(icon), content)


@register.simple_block_tag
def dialog(content: str, *, id: str, title: str) -> SafeString:  # noqa: A002 - the name of the attribute
    """Opened by a link to `#id`, also without JavaScript; with it a true modal dialog."""
    return format_html(
        '<dialog class="dialog stack" id="{0}" aria-labelledby="{0}-title"><h2 id="{0}-title">{1}</h2>{2}<p><a class="button button--quiet" href="#content" data-closes>{3}</a></p></dialog>',
        id,
        title,
        content,
        _("Close"),
    )


@register.simple_block_tag
def scroller(content: str, *, label: str) -> SafeString:
    """What may be wider than a phone: it scrolls by itself and can be reached by keyboard."""
    return format_html('<div class="scroller" tabindex="0" role="region" aria-label="{}">{}</div>', label, content)


@register.simple_block_tag
def table(content: str, *, caption: str, cards: bool = True, tight: bool = False, hide_caption: bool = False) -> SafeString:
    """Rows; `cards` makes each a small card on a phone (give each `<td>` a `data-label`)."""
    hide = SafeString(' class="vh"') if hide_caption else ""
    return format_html('<table class="{}"><caption{}>{}</caption>{}</table>', classes("table", table__cards=cards, table__tight=tight), hide, caption, content)


@register.simple_block_tag
def ground(content: str) -> SafeString:
    """The dark earth; one on a page besides the footer."""
    return format_html('<div class="ground">{}{}</div>', band(), content)


@register.simple_block_tag
def horizon(content: str, *, kind: str = "hero") -> SafeString:
    """The welcome (`hero`), or a picture of the field alone after something went well (`dawn`)."""
    return format_html('<div class="{} horizon">{}{}</div>', kind, land(), content)


@register.simple_block_tag
def page_head(content: str, *, tone: str = "", slim: bool = False) -> SafeString:
    """A page's opening on tinted land."""
    return format_html(
        '<div class="{}"><div class="wrap">{}</div>{}</div>',
        classes("page-head", toned(tone), page_head__slim=slim).replace("page_head--", "page-head--"),
        content,
        band(),
    )


@register.simple_tag
def section_head(title: str, *, lead: str = "", href: str = "", onward: str = "", about: str = "", level: int = 2, id: str = "") -> SafeString:  # noqa: A002
    """A section's opening: heading, one sentence, one way further."""
    top = format_html("<{0}{1}>{2}</{0}>", heading(level), attributes(id=id), title)
    sentence = format_html("<p>{}</p>", lead) if lead else ""
    return format_html('<div class="head"><div>{}{}</div>{}</div>', top, sentence, more(onward, href, about=about) if href else "")


@register.simple_block_tag
def quote(content: str, *, by: str, meta: str = "", tone: str = "leaf") -> SafeString:
    who = format_html("{}, {}", by, meta) if meta else by
    return format_html(
        '<figure class="{}"><blockquote><p class="quote">{}</p></blockquote><figcaption class="person">{}<span class="meta">{}</span></figcaption></figure>',
        classes("stack saying", toned(tone)),
        content,
        avatar(by, tone=tone),
        who,
    )


@register.simple_block_tag
def ticket(content: str, *, code: str, note: str = "") -> SafeString:
    """A confirmation as a ticket with a perforated edge."""
    stub = format_html(
        '<div class="ticket__stub">{}<p class="ticket__code">{}</p>{}</div>', tile("ticket"), code, format_html('<p class="meta">{}</p>', note) if note else ""
    )
    return format_html('<div class="ticket"><div class="ticket__main">{}</div>{}</div>', content, stub)


@register.simple_block_tag
def facts(content: str, *, wide: bool = False) -> SafeString:
    return format_html('<ul class="{}" role="list">{}</ul>', classes("facts", facts__wide=wide), content)


@register.simple_block_tag
def fact(content: str, icon: str) -> SafeString:
    return format_html("<li>{}<span>{}</span></li>", maybe_icon(icon), content)


@register.simple_block_tag
def points(content: str, *, two: bool = False) -> SafeString:
    """Features, two columns where there is room; filled with `{% fact %}`."""
    return format_html('<ul class="{}" role="list">{}</ul>', classes("points", points__two=two), content)


@register.simple_block_tag
def pairs(content: str) -> SafeString:
    return format_html('<dl class="pairs">{}</dl>', content)


@register.simple_block_tag
def pair(content: str, term: str) -> SafeString:
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", term, content)


@register.simple_block_tag
def stats(content: str) -> SafeString:
    return format_html('<dl class="stats">{}</dl>', content)


@register.simple_block_tag
def lines(content: str) -> SafeString:
    return format_html('<ul class="lines" role="list">{}</ul>', content)


@register.simple_block_tag
def menu(content: str, *, label: str, icon: str = "") -> SafeString:
    """A small list that opens below its word; `<li>`s inside."""
    return format_html(
        '<details class="menu" data-menu><summary>{}<span>{}</span></summary><ul class="menu__list" role="list">{}</ul></details>',
        maybe_icon(icon),
        label,
        content,
    )


@register.simple_block_tag(takes_context=True)
def breadcrumbs(context: Context, content: str, *, label: str = "") -> SafeString:
    """Filled with `{% crumb %}`; the way home is always there. A public page tells the way to machines too."""
    steps, page = crumbs_of(context), context.get("request")
    context.render_context[CRUMBS] = []
    way = data_block(trail_facts([(_("Home"), reverse("home:home")), *steps], page.path)) if page and TELLING in context.render_context else ""
    home = format_html('<li><a href="{}">{}</a></li>', reverse("home:home"), _("Home"))
    return format_html('<nav class="crumbs" aria-label="{}"><ol role="list">{}{}</ol></nav>{}', label or _("You are here"), home, content, way)


@register.simple_block_tag
def tabs(content: str, *, label: str) -> SafeString:
    return format_html('<nav class="tabs" aria-label="{}"><ul role="list">{}</ul></nav>', label, content)


@register.simple_tag
def steps(*names: str, current: int) -> SafeString:
    """The steps of a form, counted from 1."""
    numbered = enumerate(names, start=1)
    items = format_html_join(
        "",
        "<li{}>{}</li>",
        ((attributes(aria_current="step" if number == current else "", data_state="done" if number < current else ""), name) for number, name in numbered),
    )
    return format_html('<ol class="steps" role="list" aria-label="{}">{}</ol>', _("Steps"), items)


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page_obj: Page[Any], *, label: str = "") -> dict[str, Any]:
    """Links to the other pages; what is in the address (filters, search) stays."""
    request = context.get("request")
    return {
        "page_obj": page_obj,
        "pages": page_obj.paginator.get_elided_page_range(page_obj.number, on_each_side=1, on_ends=1),
        "gap": page_obj.paginator.ELLIPSIS,
        "label": label or _("Pages"),
        "query": request.GET if request else QueryDict(),
    }


@register.simple_tag
def copy_link(href: str, *, text: str = "") -> SafeString:
    """A link to this page that copies itself where the browser can."""
    return format_html(
        '<a href="{}" data-copies="{}"><span data-said aria-live="polite">{}</span></a><script type="module" src="{}"></script>',
        href,
        _("The link is copied"),
        text or _("Copy the link"),
        static("js/copy.js"),
    )
