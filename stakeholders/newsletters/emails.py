"""The letters of an issue: composed once in each language, filled in for each subscriber."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from locations.municipalities.models import Municipality
from portal.common.links import token
from portal.common.markdown import as_plain_text
from portal.common.outbox.kinds import Content, LetterKind
from portal.common.outbox.models import Letter, State
from portal.common.outbox.post import Addressee, post, post_many
from portal.common.outbox.render import absolute, letter
from portal.common.outbox.samples import ADDRESS, MOMENT, NOBODY, SLUG
from portal.common.outbox.skeleton import Skeleton, filled, gap, without_gaps
from stakeholders.mandates.models import Mandate
from stakeholders.newsletters.choices import WORTH, Standing
from stakeholders.newsletters.models import Edition, Issue
from stakeholders.newsletters.presenters import sections_of
from stakeholders.newsletters.rules import NO_OPEN_TOPIC, language_for, languages_of
from stakeholders.subscriptions.choices import PREFERENCES, address_keys
from stakeholders.subscriptions.models import Subscriber, Subscription, Suppression, Topic

TEMPLATE = "stakeholders/newsletters/emails/issue"
UNSUBSCRIBE = "newsletters.unsubscribe"
TEST_WORTH = timedelta(hours=6)


# --- Made once -----------------------------------------------------------------------------------


def make_edition(issue: Issue, language: str, *, now: datetime) -> Edition:
    """The issue in one language as it would be sent now. Not stored."""
    with translation.override(language):
        words, sections = without_gaps(getattr(issue, f"text_{language}")), sections_of(issue, now=now)
        subject = without_gaps(getattr(issue, f"subject_{language}"))
        content = _content(issue, subject=subject, words=words, sections=sections)
    return Edition(issue=issue, language=language, subject=content.subject, words=words, sections=sections, html=content.html, text=content.text)


def _content(issue: Issue, *, subject: str, words: str, sections: list[dict[str, Any]]) -> Content:
    facts = {
        "issue": issue,
        "subject_words": subject,
        "words": words,
        "words_plain": as_plain_text(words),
        "sections": sections,
        "greeting": gap("greeting"),
        "reason": gettext("You get this letter because you subscribed to: %(topics)s.") % {"topics": gap("topics")},
        "preferences_url": gap("preferences_url"),
        "unsubscribe_url": gap("unsubscribe_url"),
        "archive_url": absolute(issue.get_absolute_url()) if issue.slug else "",
    }
    return letter(TEMPLATE, facts, municipality=issue.municipality)


def headers_of(issue: Issue) -> dict[str, str]:
    """Who sends to which list, and how to leave it (RFC 2369, 2919, 8058). Mail programs show a button for it."""
    with translation.override(issue.municipality.language):  # the same for every reader
        archive = absolute(reverse("newsletters:issue_list_of", args=[issue.municipality.slug]))
    return {
        "List-Id": f"{without_gaps(issue.municipality.name)} <{issue.municipality.slug}.newsletters.{urlsplit(settings.SITE_URL).hostname}>",
        "List-Unsubscribe": f"<{gap('unsubscribe_url')}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Archive": f"<{archive}>",
        "Precedence": "bulk",
    }


def content_of(issue: Issue, edition: Edition) -> Content:
    """What was frozen, as a letter with gaps."""
    sender = issue.municipality
    return Content(
        subject=edition.subject,
        text=edition.text,
        html=edition.html,
        from_name=str(sender.legal_name or sender.name),
        reply_to=str(sender.contact_email),
        headers=headers_of(issue),
    )


def size_of(edition: Edition) -> int:
    return len(edition.html.encode())


# --- Filled in for each --------------------------------------------------------------------------


TOKEN = "x" * 43  # as long as a real one, where one is put in later


def unsubscribe_path(subscriber: Subscriber, issue: Issue) -> str:
    """For one subscriber and one issue: it ends the topics of that issue, and holds for years."""
    return reverse("one_click:unsubscribe", args=[subscriber.public_id, issue.public_id, unsubscribe_token(subscriber, issue)])


def unsubscribe_token(subscriber: Subscriber, issue: Issue) -> str:
    return token(UNSUBSCRIBE, f"{subscriber.public_id}:{issue.public_id}", subscriber.version)


class Addresses:
    """The links of a letter in one language, but for what is its reader's own: looked up once, not for each of thousands."""

    def __init__(self, issue: Issue, language: str) -> None:
        self.issue = issue
        with translation.override(language):
            self.preferences = absolute(reverse("subscriptions:preferences", args=[NOBODY, TOKEN]))
            self.unsubscribe = absolute(reverse("one_click:unsubscribe", args=[NOBODY, issue.public_id, TOKEN]))

    def of(self, subscriber: Subscriber) -> dict[str, str]:
        ident = str(subscriber.public_id)
        preferences = token(PREFERENCES, subscriber.public_id, subscriber.version)
        return {
            "preferences_url": self.preferences.replace(str(NOBODY), ident).replace(TOKEN, preferences),
            "unsubscribe_url": self.unsubscribe.replace(str(NOBODY), ident).replace(TOKEN, unsubscribe_token(subscriber, self.issue)),
        }


def values_for(subscriber: Subscriber, addresses: Addresses, topics: Iterable[str], language: str) -> dict[str, str]:
    with translation.override(language):
        name = subscriber.name
        greeting = gettext("Hello %(name)s,") % {"name": name} if name else gettext("Hello,")
    return {"greeting": greeting, "topics": ", ".join(topics), **addresses.of(subscriber)}


class Frame:
    """What the letters of one issue share. Nothing of it changes once the issue has begun to leave."""

    def __init__(self, issue: Issue) -> None:
        self.issue = issue
        self.editions = {edition.language: edition for edition in issue.editions.all()}
        self.skeletons = {language: Skeleton.of(content_of(issue, edition), language=language) for language, edition in self.editions.items()}
        self.addresses = {language: Addresses(issue, language) for language in self.editions}
        self.topics: dict[int, Topic] = {topic.pk: topic for topic in issue.topics.all()}

    def names_of(self, topics: Iterable[int], language: str) -> list[str]:
        with translation.override(language):
            return [self.topics[pk].name for pk in sorted(topics)]


def sender_of(issue: Issue) -> tuple[str, ...]:
    """What the head of its letters hangs on besides what was frozen."""
    sender = issue.municipality
    return (sender.name, sender.legal_name, sender.contact_email)


@lru_cache(maxsize=8)
def frame_of(public_id: UUID, _sender: tuple[str, ...]) -> Frame:
    """Kept as long as the sender's name and address do not change."""
    return Frame(Issue.objects.with_surroundings().get(public_id=public_id))


def _wishes(subscribers: Iterable[int], topics: Iterable[int]) -> dict[int, list[int]]:
    """Which of the topics each of them still wishes to read about."""
    wishes: dict[int, list[int]] = {}
    live = Subscription.objects.active().filter(subscriber__in=subscribers, topic__in=topics, topic__is_open=True)
    for subscriber, topic in live.values_list("subscriber", "topic"):
        wishes.setdefault(subscriber, []).append(topic)
    return wishes


def many(letters: Sequence[Letter], moment: datetime) -> Mapping[UUID, bytes | State]:
    """All letters of one claim in four queries: who they go to, whether these still wish it, and whether they may be written to at all."""
    issues = {issue.batch_id: issue for issue in Issue.objects.filter(batch__in={given.batch_id for given in letters}).select_related("municipality")}
    subscribers = Subscriber.objects.in_bulk({given.facts.get("subscriber") for given in letters})
    keys = {pk: address_keys(subscriber.email) for pk, subscriber in subscribers.items()}
    silent = set(Suppression.objects.filter(address_key__in=[key for mine in keys.values() for key in mine]).values_list("address_key", flat=True))
    frames = {batch: frame_of(issue.public_id, sender_of(issue)) for batch, issue in issues.items()}
    wishes = {batch: _wishes([given.facts.get("subscriber") for given in letters if given.batch_id == batch], frame.topics) for batch, frame in frames.items()}
    ready: dict[UUID, bytes | State] = {}
    for given in letters:
        subscriber, frame = subscribers.get(given.facts.get("subscriber")), frames.get(given.batch_id)
        wished = wishes.get(given.batch_id, {}).get(subscriber.pk) if subscriber else None
        if subscriber is None or frame is None or not wished or silent.intersection(keys[subscriber.pk]):
            ready[given.pk] = State.SUPPRESSED
            continue
        values = values_for(subscriber, frame.addresses[given.language], frame.names_of(wished, given.language), given.language)
        ready[given.pk] = frame.skeletons[given.language].fill(given, values, at=moment)
    return ready


def _row(given: Letter) -> tuple[Subscriber | None, Issue | None]:
    subscriber = Subscriber.objects.filter(pk=given.facts.get("subscriber")).first()
    return subscriber, Issue.objects.with_surroundings().filter(batch=given.batch_id).first()


def _still_wanted(given: Letter, _now: datetime) -> bool:
    subscriber, issue = _row(given)
    if subscriber is None or issue is None or Suppression.objects.of(subscriber.email).exists():
        return False
    return bool(_wishes([subscriber.pk], [topic.pk for topic in issue.topics.all()]))


def _render(given: Letter) -> Content:
    """One letter by itself, without the skeleton: the same words."""
    subscriber, issue = _row(given)
    if subscriber is None or issue is None:
        msg = f"letter {given.pk} has lost its reader or its issue"
        raise LookupError(msg)
    frame = Frame(issue)
    wished = _wishes([subscriber.pk], frame.topics).get(subscriber.pk, [])
    values = values_for(subscriber, frame.addresses[given.language], frame.names_of(wished, given.language), given.language)
    return filled(content_of(issue, frame.editions[given.language]), values)


def _invented(municipality: Municipality) -> Content:
    """What an issue looks like, for whoever looks through all kinds of letters."""
    issue = Issue(municipality=municipality, public_id=NOBODY, slug=SLUG)
    words = gettext(
        "The harvest is in: **two rooms** opened their doors, one did not, and we say why.\n\n## What comes next\n\n- a walk through the town\n- a workshop"
    )
    entry = {
        "title": gettext("A walk through the town"),
        "url": absolute(f"/events/{SLUG}/"),
        "when": gettext("Saturday at ten"),
        "words": gettext("in front of the town hall"),
    }
    content = _content(issue, subject=gettext("What came of it"), words=words, sections=[{"heading": gettext("What is on"), "entries": [entry]}])
    values = values_for(
        Subscriber(public_id=NOBODY, email=ADDRESS, name="Ana"),
        Addresses(issue, translation.get_language() or ""),
        [gettext("News of the municipality")],
        translation.get_language() or "",
    )
    return filled(replace(content, headers=headers_of(issue)), values)


ISSUE = LetterKind(
    name="newsletters.issue",
    label=_("Newsletter"),
    recipient=_("Everybody who has confirmed one of its topics."),
    trigger=_("A coordinator has sent an issue to the subscribers of its topics."),
    still_wanted=_still_wanted,
    render=_render,
    many=many,
    sample=_invented,
)


def write_to(issue: Issue, subscribers: Sequence[Subscriber], *, now: datetime) -> None:
    """A row for each of them: also for those who must not be written to, so that the sum is always that of all who were selected."""
    if issue.batch is None:
        msg = "an issue is prepared after it has its batch"
        raise ValueError(msg)
    spoken = [edition.language for edition in issue.editions.all()]
    spoken.sort(key=lambda language: language != issue.municipality.language)
    keys = {subscriber.pk: address_keys(subscriber.email) for subscriber in subscribers}
    silent = set(Suppression.objects.filter(address_key__in=[key for mine in keys.values() for key in mine]).values_list("address_key", flat=True))
    addressees = [
        Addressee(
            to=subscriber.email,
            language=language_for(subscriber.language, spoken),
            once=keys[subscriber.pk][0][:32],
            is_suppressed=bool(silent.intersection(keys[subscriber.pk])),
            facts={"subscriber": subscriber.pk},
        )
        for subscriber in subscribers
    ]
    post_many(ISSUE, issue.batch, addressees, now=now, not_after=(issue.sent_at or now) + WORTH)


# --- A look at it first --------------------------------------------------------------------------

SAMPLE = Subscriber(email=ADDRESS, public_id=NOBODY)


def sample(issue: Issue, edition: Edition, *, name: str = "", language: str) -> Content:
    """The letter as a subscriber of that name would get it; its links lead nowhere."""
    with translation.override(language):
        values = values_for(SAMPLE, Addresses(issue, language), [topic.name for topic in issue.topics.all()], language)
        values["greeting"] = gettext("Hello %(name)s,") % {"name": name} if name else gettext("Hello,")
    return filled(content_of(issue, edition), values)


def _test_wanted(given: Letter, _now: datetime) -> bool:
    issue = Issue.objects.filter(pk=given.facts.get("issue")).select_related("municipality").first()
    return issue is not None and given.language in languages_of(issue)


def _render_test(given: Letter) -> Content:
    issue, language = Issue.objects.with_surroundings().get(pk=given.facts["issue"]), given.language
    edition = issue.editions.filter(language=language).first() or make_edition(issue, language, now=given.leaves_at or given.created_at)
    content = sample(issue, edition, name=given.facts.get("name", ""), language=language)
    return _as_test(content)


def _as_test(content: Content) -> Content:
    subject = gettext("Test: %(subject)s") % {"subject": content.subject}
    html = content.html.replace(f"<title>{escape(content.subject)}</title>", f"<title>{escape(subject)}</title>")
    return replace(content, subject=subject, html=html, headers={})


TEST = LetterKind(
    name="newsletters.test",
    label=_("Newsletter, as a test"),
    recipient=_("Whoever writes the issue and asked for it."),
    trigger=_("Somebody who writes an issue wishes to see it in their own mailbox first."),
    still_wanted=_test_wanted,
    render=_render_test,
    sample=lambda municipality: _as_test(_invented(municipality)),
)


# --- To whoever had it sent, when it does not leave as it should ------------------------------------


def _trouble(name: str, label: Promise, trigger: Promise, *, lasts: Callable[[Issue], bool]) -> LetterKind:
    def still_wanted(given: Letter, _now: datetime) -> bool:
        issue = Issue.objects.filter(pk=given.facts.get("issue")).first()
        return issue is not None and lasts(issue)

    def render(given: Letter) -> Content:
        issue = Issue.objects.with_surroundings().get(pk=given.facts["issue"])
        return write(issue, given.facts["reasons"], datetime.fromisoformat(given.facts["due_at"]))

    def sample(municipality: Municipality) -> Content:
        subject = {f"subject_{language}": gettext("What came of it") for language in settings.MODELTRANSLATION_LANGUAGES}
        return write(Issue(municipality=municipality, public_id=NOBODY, **subject), [str(NO_OPEN_TOPIC)], MOMENT)

    def write(issue: Issue, reasons: list[str], due_at: datetime) -> Content:
        link = absolute(reverse("newsletters:desk_issue_detail", args=[issue.public_id]))
        facts = {"issue": issue, "municipality": issue.municipality, "link": link, "reasons": reasons, "due_at": due_at}
        return letter(f"stakeholders/newsletters/emails/{name}", facts)

    return LetterKind(
        name=f"newsletters.{name}",
        label=label,
        recipient=_("Whoever had the issue sent; who does not lead the municipality any more, its coordinators instead; without any, whoever runs the portal."),
        trigger=trigger,
        still_wanted=still_wanted,
        render=render,
        sample=sample,
    )


HELD_UP = _trouble(
    "held_up",
    _("The newsletter has not left"),
    _("The moment of a scheduled issue has come, and something speaks against sending it: a topic was closed, say."),
    lasts=lambda issue: issue.is_draft,
)
STOPPED = _trouble(
    "stopped",
    _("The newsletter was stopped"),
    _("So many letters of an issue were refused that the rest does not leave for now."),
    lasts=lambda issue: issue.standing == Standing.PAUSED and issue.is_refused_widely,
)
KINDS = (ISSUE, TEST, HELD_UP, STOPPED)


def tell_of_trouble(kind: LetterKind, issue: Issue, *, reasons: Sequence[str | Promise] = (), due_at: datetime | None = None, now: datetime) -> None:
    """HELD_UP or STOPPED, in the language of each reader. `reasons` in words; `due_at`: when it should have left."""
    leading = {mandate.user_id: mandate.user for mandate in Mandate.objects.coordinating([issue.municipality_id])}
    sender = issue.sent_by
    may_still = sender is not None and sender.is_active and (sender.pk in leading or sender.is_superuser)
    told = [sender] if sender and may_still else leading.values()
    readers = [(reader.email, reader.language) for reader in told] or [(settings.OPERATOR_EMAIL, settings.LANGUAGE_CODE)]
    for email, language in readers:
        with translation.override(language):
            facts = {"issue": issue.pk, "reasons": [str(one) for one in reasons], "due_at": (due_at or now).isoformat()}
        post(kind, to=email, language=language, once=f"{issue.public_id}:{now.isoformat()}:{email}", now=now, **facts)


def test(issue: Issue, language: str, *, to: str, name: str, now: datetime) -> None:
    once = f"{issue.public_id}:{language}:{now.timestamp()}"
    post(TEST, to=to, language=language, once=once, now=now, not_after=now + TEST_WORTH, issue=issue.pk, name=name)
