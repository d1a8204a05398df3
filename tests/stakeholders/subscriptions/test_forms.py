import pytest

from stakeholders.subscriptions.forms import PreferencesForm, SilenceForm, SubscribeForm, TopicForm
from tests.factories.locations import make_municipality
from tests.factories.stakeholders import actor_for, make_coordinator, make_subscriber, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def topics():
    litija = make_municipality(name="Litija", legal_name="Občina Litija")
    return [make_topic(municipality=litija, slug="novice"), make_topic(municipality=litija, slug="nacrti")]


def filled(offered, **answers):
    return SubscribeForm({"topics": ["novice"], "email": "ana@setev.example", "language": "sl", **answers}, offered=offered)


def test_what_is_ticked_comes_as_topics_in_the_order_of_the_page(topics):
    form = filled(topics, topics=["nacrti", "novice"])
    assert form.is_valid()
    assert form.cleaned_data["topics"] == topics


def test_nothing_is_ticked_beforehand(topics):
    assert SubscribeForm(offered=topics)["topics"].value() in (None, [])


def test_a_single_topic_goes_along_without_a_tick_and_says_what_is_agreed_to(topics):
    form = SubscribeForm(offered=topics[:1])
    assert 'type="hidden" name="topics" value="novice"' in str(form["topics"])
    assert form.sentence.startswith("Občina Litija may write to me by e-mail about the topics that I choose here.")


@pytest.mark.parametrize(
    ("answers", "field", "words"),
    [
        ({"topics": []}, "topics", "Choose at least one topic."),
        ({"topics": ["of-another"]}, "topics", "This topic is not on offer any more."),
        ({"email": ""}, "email", "Write your e-mail address."),
        ({"email": "ana"}, "email", "Write the whole address, such as name@example.si."),
        ({"email": "ana@localhost"}, "email", "Write the whole address, such as name@example.si."),
        ({"email": '"a\r\nBcc: x"@setev.example'}, "email", "Write the whole address, such as name@example.si."),
        ({"language": "xx"}, "language", "Select a valid choice. xx is not one of the available choices."),
    ],
)
def test_what_is_missing_or_wrong_is_said_beside_its_field(topics, answers, field, words):
    assert filled(topics, **answers).errors == {field: [words]}


def test_a_name_is_one_line_of_letters(topics):
    form = filled(topics, name=" Ana\r\nBcc: \u202enovak\u2028 ")
    assert form.is_valid()
    assert form.cleaned_data["name"] == "Ana Bcc: novak"


def test_an_address_is_in_lower_case(topics):
    form = filled(topics, email="Ana@Setev.Example")
    assert form.is_valid()
    assert form.cleaned_data["email"] == "ana@setev.example"


def test_each_municipality_has_its_own_sentence(topics):
    other = make_topic(municipality=make_municipality(legal_name="Mestna občina Kranj"))
    groups = SubscribeForm(offered=[*topics, other]).groups()
    assert [(group["sentence"].split(" may ")[0], len(group["ticks"])) for group in groups] == [("Občina Litija", 2), ("Mestna občina Kranj", 1)]


def test_in_the_preferences_everything_may_be_unticked(topics):
    ana = make_subscriber(topics=topics[:1], name="Ana", language="en")
    shown = PreferencesForm(offered=topics, subscriber=ana, active={topics[0].pk})
    assert (shown["topics"].value(), shown["name"].value(), shown["language"].value()) == (["novice"], "Ana", "en")
    assert PreferencesForm({"language": "sl"}, offered=topics, subscriber=ana, active=set()).is_valid()


def test_a_topic_needs_a_name_that_the_municipality_has_not_given_yet(topics):
    litija = topics[0].municipality
    actor = actor_for(make_coordinator(municipality=litija))
    nameless = TopicForm({"municipality": litija.pk, "position": 1}, actor=actor)
    again = TopicForm({"municipality": litija.pk, "position": 1, "name_sl": topics[0].name_sl.upper()}, actor=actor)
    assert nameless.errors == {"name_sl": ["Write a name in at least one language."]}
    assert again.errors == {"name_sl": ["This municipality has a topic of this name already."]}


def test_a_topic_stays_with_its_municipality_and_keeps_its_own_name(topics):
    actor = actor_for(make_coordinator(municipality=topics[0].municipality))
    form = TopicForm({"position": 3, "name_sl": topics[0].name_sl, "municipality": make_municipality().pk}, instance=topics[0], actor=actor)
    assert form.is_valid()
    assert form.save(commit=False).municipality == topics[0].municipality


def test_of_another_municipality_nobody_makes_a_topic(topics):
    form = TopicForm({"municipality": topics[0].municipality_id, "position": 1, "name_sl": "Novo"}, actor=actor_for(make_coordinator()))
    assert list(form.errors) == ["municipality"]


def test_silence_is_about_a_whole_address():
    assert SilenceForm({"wish": "never", "email": "ana"}).errors == {"email": ["Write the whole address, such as name@example.si."]}
