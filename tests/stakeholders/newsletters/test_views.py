import time
from datetime import timedelta

import pytest
from django.urls import reverse

from portal.common.outbox import batches
from portal.common.outbox.models import Letter, State
from stakeholders.newsletters.choices import Standing
from stakeholders.newsletters.models import Issue
from tests.factories.stakeholders import make_colleague, make_issue, make_mandate, make_subscriber, make_topic
from tests.reading import page_of, said, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DESK = "/en/workspace/newsletters/"


@pytest.fixture
def desk(client, maja):
    client.force_login(maja)
    return client


@pytest.fixture
def editor(client, litija):
    client.force_login(make_colleague("editor", municipality=litija))
    return client


def at(issue, view, *args):
    return reverse(f"newsletters:{view}", args=[issue.public_id, *args])


def fields(topic, **given):
    words = {"subject_sl": "Poletje", "text_sl": "Pridite.", "subject_en": "", "text_en": ""}
    return {"topics": [topic.slug], "blocks": ["events.coming"], **words, **given}


def test_an_editor_writes_an_issue_and_is_led_to_its_check(editor, topic, subscribers):
    response = editor.post(f"{DESK}create/", fields(topic))
    issue = Issue.objects.get()
    assert (issue.subject_sl, issue.blocks, list(issue.topics.all()), issue.standing) == ("Poletje", ["events.coming"], [topic], Standing.DRAFT)
    text = page_of(editor.get(response.url)).text
    assert "It can be sent" in text
    assert "3 people would get it now." in text
    assert "A coordinator sends it." in text


def test_what_is_too_long_is_said_and_what_was_typed_is_kept(editor, topic):
    response = editor.post(f"{DESK}create/", fields(topic, subject_sl="x" * 151))
    assert response.status_code == 422
    assert 'value="' + "x" * 151 in response.content.decode()
    assert Issue.objects.count() == 0


def test_only_topics_of_the_municipality_can_be_chosen(editor, topic):
    other = make_topic()
    assert editor.post(f"{DESK}create/", fields(topic, topics=[topic.slug, other.slug])).status_code == 422


def test_whoever_writes_for_several_is_asked_for_whom(client, litija, maja, topic):
    other = make_topic().municipality
    make_mandate(user=maja, municipality=other)
    client.force_login(maja)
    assert page_of(client.get(f"{DESK}create/")).heading == "For which municipality?"
    assert "Litija" in page_of(client.get(f"{DESK}create/?municipality=litija")).text
    assert client.get(f"{DESK}create/?municipality=nowhere").status_code == 200


def test_two_who_write_at_once_lose_nothing(desk, issue, topic, lead, now):
    first = page_of(desk.get(at(issue, "desk_issue_edit")))
    seen = first.hidden("version")
    desk.post(at(issue, "desk_issue_edit"), fields(topic, subject_sl="Ena", version=seen))
    second = desk.post(at(issue, "desk_issue_edit"), fields(topic, subject_sl="Dve", version=seen))
    assert second.status_code == 422
    assert "Two of you changed the same words" in page_of(second).text
    assert Issue.objects.get().subject_sl == "Ena"


def test_the_page_before_sending_names_the_number_and_the_topics(desk, issue, subscribers):
    page = page_of(desk.get(at(issue, "desk_issue_send")))
    assert page.heading == "Send it to 3 people?"
    assert "Topics: News" in page.text
    assert Issue.objects.get().standing == Standing.DRAFT


def test_sending_needs_a_post_and_says_that_it_is_on_its_way(desk, issue, subscribers):
    response = desk.post(at(issue, "desk_issue_send"), {"when": "now"})
    _page, text = told(desk, response)
    assert "It is on its way. You can leave this page." in text
    assert Issue.objects.get().standing == Standing.SCHEDULED


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"when": "later"}, "Choose day and hour."),
        ({"when": "later", "send_at": "morgen"}, "Enter a valid date/time."),
        ({"when": "sometime"}, "Select a valid choice"),
        ({}, "This field is required."),
    ],
)
def test_a_moment_that_cannot_be_read_is_asked_for_again(desk, issue, subscribers, given, words):
    response = desk.post(at(issue, "desk_issue_send"), given)
    assert response.status_code == 422
    assert words in page_of(response).text


def test_a_moment_that_has_passed_is_refused_in_words(desk, issue, subscribers, now):
    moment = (now - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    _page, text = told(desk, desk.post(at(issue, "desk_issue_send"), {"when": "later", "send_at": moment}))
    assert "This moment has passed. Choose a later one, or send it now." in text


def test_an_editor_is_refused_to_send_as_if_it_were_not_there(editor, issue, subscribers):
    assert editor.get(at(issue, "desk_issue_send")).status_code == 404
    assert editor.post(at(issue, "desk_issue_send"), {"when": "now"}).status_code == 404
    assert editor.get(at(issue, "desk_issue_audience")).status_code == 404
    assert Issue.objects.get().standing == Standing.DRAFT


def test_addresses_are_seen_by_those_who_lead(desk, issue, subscribers):
    assert "narocnica0@example.si" in page_of(desk.get(at(issue, "desk_issue_audience"))).text


def test_the_progress_adds_up(desk, sent, to_the_end, mail_folder):
    text = page_of(desk.get(at(sent, "desk_issue_detail"))).text
    assert "0 of 3 letters" in text
    Letter.objects.filter(recipient="narocnica0@example.si").update(state=State.FAILED, smtp_code=550, smtp_reply="5.1.1 nobody")
    to_the_end(sent)
    text = page_of(desk.get(at(sent, "desk_issue_detail"))).text
    assert "Selected, in all3" in text
    assert "Sent2" in text
    assert "narocnica0@example.si" in text
    assert "550 5.1.1 nobody" in text


@pytest.fixture
def mail_folder(settings, tmp_path):
    settings.EMAIL_URL = f"file://{tmp_path}/mail"


def test_an_editor_sees_the_numbers_and_no_address(editor, sent, now):
    Letter.objects.filter(recipient="narocnica0@example.si").update(state=State.FAILED, finished_at=now)
    text = page_of(editor.get(at(sent, "desk_issue_detail"))).text
    assert "Selected, in all3" in text
    assert "narocnica0" not in text


def test_pausing_going_on_and_calling_off(desk, sent):
    desk.post(at(sent, "desk_issue_pause"))
    assert "Paused: no letter leaves" in page_of(desk.get(at(sent, "desk_issue_detail"))).text
    desk.post(at(sent, "desk_issue_resume"))
    sent.refresh_from_db()
    assert sent.standing == Standing.PREPARING
    assert "3 letters have not left, and never will." in page_of(desk.get(at(sent, "desk_issue_call_off"))).text
    desk.post(at(sent, "desk_issue_call_off"))
    assert batches.reckon(sent.batch).by_state == {State.CANCELLED: 3}


def test_a_second_click_is_told_what_happened_meanwhile(desk, sent):
    desk.post(at(sent, "desk_issue_pause"))
    _page, text = told(desk, desk.post(at(sent, "desk_issue_pause")))
    assert "Meanwhile the issue is: paused. Nothing was changed." in text


def test_looking_changes_nothing(desk, sent):
    for view in ("pause", "resume", "take_back", "again", "copy", "test"):
        assert desk.get(at(sent, f"desk_issue_{view}")).status_code == 405


def test_the_preview_shows_both_schemes_and_the_text(desk, issue, subscribers):
    page = desk.get(at(issue, "desk_issue_preview", "sl"))
    assert "Berite žetev." in page_of(page).text
    for scheme in ("light", "dark"):
        letter = desk.get(at(issue, "desk_issue_letter", "sl", scheme))
        assert "Berite <strong>žetev</strong>." in letter.content.decode()
        assert "frame-ancestors 'self'" in letter["Content-Security-Policy"]
        assert letter["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("rest", ["preview/de/", "preview/xx/", "letter/sl/pink/", "letter/xx/dark/"])
def test_a_preview_that_is_not_there_is_not_found(desk, issue, rest):
    assert desk.get(f"{DESK}{issue.public_id}/{rest}").status_code == 404


def test_a_test_letter_is_asked_for_in_a_language_that_is_written(desk, issue):
    _page, text = told(desk, desk.post(at(issue, "desk_issue_test"), {"language": "xx"}))
    assert "In this language nothing is written yet." in text
    _page, text = told(desk, desk.post(at(issue, "desk_issue_test"), {"language": "sl"}))
    assert "The test is on its way to maja@setev.example." in text


def test_tests_have_an_end(desk, issue):
    for _ in range(20):
        desk.post(at(issue, "desk_issue_test"), {"language": "sl"})
    _page, text = told(desk, desk.post(at(issue, "desk_issue_test"), {"language": "sl"}))
    assert "You have sent yourself many tests." in text


def test_the_archive_shows_what_was_sent_in_the_readers_language_and_nothing_of_anybody(client, sent):
    assert page_of(client.get(f"/en/newsletters/issues/{sent.slug}/")).heading == "News from Litija"
    page = client.get(f"/sl/newsletters/issues/{sent.slug}/")
    assert page_of(page).heading == "Novice iz Litije"
    assert "narocnica" not in page.content.decode()
    assert "unsubscribe" not in page.content.decode()
    assert "Novice iz Litije" in said(client.get("/sl/newsletters/"))
    assert "Novice iz Litije" in said(client.get("/sl/municipalities/litija/newsletters/"))


def test_what_should_have_left_long_ago_says_so(desk, issue, subscribers, now, clock):
    Issue.objects.filter(pk=issue.pk).update(standing=Standing.SCHEDULED, send_at=now)
    shown = []
    for minutes in (1, 16):
        clock(now + timedelta(minutes=minutes))
        shown.append("Its moment has passed" in page_of(desk.get(at(issue, "desk_issue_detail"))).text)
    assert shown == [False, True]


@pytest.mark.parametrize(("standing", "status"), [(Standing.PREPARING, 404), (Standing.PAUSED, 404), (Standing.CANCELLED, 410)])
def test_what_may_be_wrong_is_not_in_the_archive(client, sent, standing, status):
    Issue.objects.filter(pk=sent.pk).update(standing=standing)
    response = client.get(f"/en/newsletters/issues/{sent.slug}/")
    assert (response.status_code, "Novice iz Litije" in said(response)) == (status, False)
    assert "Nothing has been sent yet" in said(client.get("/en/newsletters/"))


def test_whoever_comes_from_a_letter_of_an_issue_that_was_called_off_is_told(client, sent):
    Issue.objects.filter(pk=sent.pk).update(standing=Standing.CANCELLED)
    page = page_of(client.get(f"/en/newsletters/issues/{sent.slug}/"))
    assert page.heading == "This newsletter was withdrawn"
    assert "Občina Litija stopped it while it was being sent." in page.text
    assert page.links["All newsletters"] == "/en/municipalities/litija/newsletters/"


def test_drafts_are_nobodys_business(client, issue):
    make_subscriber()
    assert "Novice iz Litije" not in said(client.get("/sl/newsletters/"))


def test_a_draft_is_copied_and_thrown_away(desk, sent):
    response = desk.post(at(sent, "desk_issue_copy"))
    fresh = Issue.objects.get(standing=Standing.DRAFT)
    assert str(fresh.public_id) in response.url
    assert "Throw this draft away?" in page_of(desk.get(at(fresh, "desk_issue_discard"))).text
    desk.post(at(fresh, "desk_issue_discard"))
    assert list(Issue.objects.all()) == [sent]


def test_the_list_is_narrowed_by_its_address(desk, sent, topic):
    make_issue(topics=[topic], subject_sl="Osnutek", subject_en="Draft of mine")
    assert "Draft of mine" in page_of(desk.get(f"{DESK}?standing=draft")).text
    assert "Draft of mine" not in page_of(desk.get(f"{DESK}?standing=sending")).text
    assert desk.get(f"{DESK}?standing=nothing&page=x").status_code == 200


def test_a_day_that_was_written_is_not_overlooked(desk, issue, subscribers, now):
    page = desk.post(at(issue, "desk_issue_send"), {"when": "now", "send_at": f"{now + timedelta(days=3):%Y-%m-%dT%H:%M}"})
    assert (page.status_code, "You have written a day and an hour." in page_of(page).text) == (422, True)
    assert Issue.objects.get().standing == Standing.DRAFT


def test_nobody_confirms_one_letter_and_sends_another(desk, issue, subscribers, topic, now):
    seen = page_of(desk.get(at(issue, "desk_issue_send"))).hidden("seen")
    Issue.objects.update(text_sl="Nihče ni videl.")
    _page, text = told(desk, desk.post(at(issue, "desk_issue_send"), {"when": "now", "seen": seen}))
    assert "Somebody changed it while you were looking at it." in text
    assert Issue.objects.get().standing == Standing.DRAFT


def test_whoever_left_the_boxes_alone_undoes_nothing(desk, issue, topic, litija):
    young = make_topic(municipality=litija, name_en="For young people", slug="mladi")
    opened = page_of(desk.get(at(issue, "desk_issue_edit")))
    hidden = {name: opened.hidden(name) for name in ("version", "ticked")}
    desk.post(at(issue, "desk_issue_edit"), fields(topic, topics=[young.slug], blocks=[], **hidden))
    assert (list(issue.topics.all()), Issue.objects.get().blocks) == ([young], [])
    second = fields(topic, blocks=issue.blocks, subject_sl="Drugi naslov", **hidden)
    desk.post(at(issue, "desk_issue_edit"), {**second, "version": page_of(desk.get(at(issue, "desk_issue_edit"))).hidden("version")})
    stored = Issue.objects.get()
    assert (stored.subject_sl, list(stored.topics.all()), stored.blocks) == ("Drugi naslov", [young], [])


def test_where_two_tick_otherwise_it_is_shown_and_the_second_time_stored(desk, issue, topic, litija):
    young, walks = (make_topic(municipality=litija, name_en=name, slug=slug) for name, slug in (("For young people", "mladi"), ("Walks", "pohodi")))
    opened = page_of(desk.get(at(issue, "desk_issue_edit")))
    hidden = {name: opened.hidden(name) for name in ("version", "ticked")}
    desk.post(at(issue, "desk_issue_edit"), fields(topic, topics=[young.slug], **hidden))
    mine = {**fields(topic, topics=[walks.slug]), "version": page_of(desk.get(at(issue, "desk_issue_edit"))).hidden("version")}
    refused = desk.post(at(issue, "desk_issue_edit"), {**mine, "ticked": hidden["ticked"]})
    page = page_of(refused)
    assert (refused.status_code, "Somebody else ticked these meanwhile: For young people." in page.text) == (422, True)
    assert list(issue.topics.all()) == [young]
    desk.post(at(issue, "desk_issue_edit"), {**mine, "ticked": page.hidden("ticked")})
    assert list(issue.topics.all()) == [walks]


def test_what_is_typed_while_somebody_else_sends_is_not_thrown_away(desk, issue, topic, subscribers, now):
    Issue.objects.update(standing=Standing.SCHEDULED, send_at=now + timedelta(days=1))
    response = desk.post(at(issue, "desk_issue_edit"), fields(topic, subject_sl="Med tem napisano"))
    assert (response.status_code, "Med tem napisano" in response.content.decode()) == (422, True)


def test_a_closed_topic_stays_on_the_draft_until_it_is_taken_off(desk, issue, topic):
    topic.is_open = False
    topic.save()
    assert "checked" in str(desk.get(at(issue, "desk_issue_edit")).content).partition('value="novice"')[2][:200]
    desk.post(at(issue, "desk_issue_edit"), fields(topic, subject_sl="Naprej"))
    assert list(issue.topics.all()) == [topic]


@pytest.mark.parametrize("typed", ["[a](" * 5000, "[" * 20000, "![" * 10000, "[a](x" * 4000])
def test_nothing_that_can_be_typed_takes_long_to_check(desk, issue, typed):
    Issue.objects.update(text_sl=typed)
    began = time.thread_time()
    assert desk.get(at(issue, "desk_issue_detail")).status_code == 200
    assert time.thread_time() - began < 2


def test_the_archive_names_the_day(desk, sent):
    Issue.objects.update(standing=Standing.SENT)
    assert "10 May 2027" in page_of(desk.get(f"/en/municipalities/{sent.municipality.slug}/newsletters/")).text
    assert "Litija, 10 May 2027" in page_of(desk.get("/en/newsletters/")).text
