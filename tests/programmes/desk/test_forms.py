"""What the desk's forms write, and what they refuse."""

from datetime import timedelta

import pytest
from django.utils import translation

from programmes.catalogue import actions
from programmes.catalogue.models import Milestone, Programme
from programmes.desk.forms import FundingForm, MilestoneForm, PartnerForm, ProgrammeForm
from tests.factories.programmes import TODAY, make_draft, make_funding, make_milestone, make_programme
from tests.factories.stakeholders import actor_for, make_admin, make_coordinator, make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def typed(form_class, row, **changes):
    """What the browser sends when nothing was touched, with some fields changed."""
    form = form_class(instance=row) if form_class is ProgrammeForm else form_class(instance=row, programme=row.programme)
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items() if name != "picture"}
    return {name: value for name, value in {**values, **changes}.items() if value is not None}


def test_words_saved_late_do_not_take_back_a_publication(home, ana, now):
    old = make_draft(municipality=home, coordinator=ana)
    actions.publish_programme(programme=Programme.objects.get(pk=old.pk), actor=actor_for(ana), now=now)
    form = ProgrammeForm(typed(ProgrammeForm, old, title_sl="Novo ime", text_en="More"), instance=old)
    assert form.is_valid()
    form.save()
    stored = Programme.objects.get(pk=old.pk)
    assert (stored.status, stored.published_at, stored.title_sl, stored.text_en) == ("published", now, "Novo ime", "More")


def test_words_saved_late_do_not_take_back_moved_dates(home, ana, clock, now):
    old = make_programme(municipality=home, coordinator=ana)
    last = old.phases.get(position=3)
    actions.move_phase(phase=last, starts_on=last.starts_on, ends_on=last.ends_on + timedelta(days=30), move_following=False, actor=actor_for(ana), now=now)
    form = ProgrammeForm(typed(ProgrammeForm, old, summary_en="In short."), instance=old)
    assert form.is_valid()
    clock(now + timedelta(hours=1))
    form.save()
    stored = Programme.objects.get(pk=old.pk)
    assert (stored.ends_on, stored.summary_en, stored.updated_at) == (last.ends_on + timedelta(days=30), "In short.", now + timedelta(hours=1))


def test_a_milestone_changed_late_stays_reached(home, ana, now):
    programme = make_programme(municipality=home)
    old = make_milestone(programme=programme, name_en="Council hears")
    actions.reach_milestone(milestone=Milestone.objects.get(pk=old.pk), reached_on=TODAY, actor=actor_for(ana), now=now)
    form = MilestoneForm(typed(MilestoneForm, old, name_en="The council hears"), instance=old, programme=programme)
    assert form.is_valid()
    form.save()
    assert Milestone.objects.values_list("name_en", "reached_on").get() == ("The council hears", TODAY)


def test_a_funding_record_is_changed_and_a_new_one_stored(home, ana):
    programme = make_programme(municipality=home)
    row = make_funding(programme=programme)
    for instance in (row, None):
        form = FundingForm({"funder": "SI Communities", "currency": "SEK"}, instance=instance, programme=programme)
        assert form.is_valid()
        form.save()
    assert list(programme.funding.values_list("funder", "currency")) == [("SI Communities", "SEK")] * 2


def test_milestones_of_a_closed_programme_are_neither_set_nor_changed(home, ana):
    programme = make_programme(municipality=home, status="closed")
    for row in (None, make_milestone(programme=programme)):
        form = MilestoneForm({"name_en": "Late idea", "due_on": "2027-06-01"}, instance=row, programme=programme)
        assert form.non_field_errors() == ["The programme is closed. Open it again first; then its phases and milestones can be changed."]


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("title_sl", "The programme is public and needs a title in the language of the municipality."),
        ("summary_sl", "The programme is public and needs one or two sentences about it in the language of the municipality."),
        ("coordinator", "The programme is public and needs a coordinator to whom people can turn."),
        ("picture_alt_sl", "The programme is public and needs a description of the picture for those who do not see it."),
    ],
)
def test_what_is_public_keeps_what_the_public_needs_and_a_draft_may_lack_it(home, ana, field, words):
    whole = {"municipality": home, "coordinator": ana, "picture": "programmes/mark.png", "picture_alt_sl": "Trg"}
    public, draft = make_programme(**whole), make_draft(**whole)
    form = ProgrammeForm(typed(ProgrammeForm, public, **{field: ""}), instance=public)
    assert form.errors == {field: [words]}
    assert ProgrammeForm(typed(ProgrammeForm, draft, **{field: ""}), instance=draft).is_valid()
    assert ProgrammeForm(typed(ProgrammeForm, public), instance=public).is_valid()


def test_the_choice_of_partners_is_of_my_municipalities_and_of_none(home, ana):
    programme = make_programme(municipality=home)
    mine, everybodys = make_organisation(name="Mizarstvo", municipality=home), make_organisation(name="Ministrstvo")
    foreign = make_organisation(name="Tuje društvo", municipality=make_programme().municipality)
    form = PartnerForm({"organisation": foreign.pk, "role": "partner"}, programme=programme, actor=actor_for(ana))
    assert list(form.fields["organisation"].queryset) == [everybodys, mine]
    assert form.errors == {"organisation": ["Select a valid choice. That choice is not one of the available choices."]}
    everywhere = PartnerForm(programme=programme, actor=actor_for(make_admin()))
    assert foreign in everywhere.fields["organisation"].queryset
    assert foreign not in PartnerForm(programme=programme, actor=actor_for(make_coordinator())).fields["organisation"].queryset
