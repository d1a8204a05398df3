"""The administration: every model has its place there, and its pages are as clean as all others."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils.functional import Promise

from portal.common.admin import ReadOnly
from tests.factories.stakeholders import make_admin, make_user
from tests.house.test_doors import World
from tests.reading import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]

OURS = ("common", "locations", "stakeholders", "events", "programmes")
REGISTERED = sorted(admin.site._registry, key=lambda model: model._meta.label)
LABELS = [model._meta.label for model in REGISTERED]


@pytest.fixture
def world(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return World()


@pytest.fixture
def client_of_admin(client):
    client.force_login(make_admin())
    return client


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def clean(response) -> bool:
    """Nothing that the content policy would stop: no inline style, no inline script that runs, no handler in an attribute."""
    html = response.content.decode()
    inline = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)[^>]*>", html)
    return (inline, re.findall(r"<style\b", html), re.findall(r'<[^>]+\s(?:style|on[a-z]+)="[^"]', html)) == ([], [], [])


def test_every_model_of_ours_is_administered_by_itself_or_within_another():
    inlines = {inline.model for model in REGISTERED for inline in admin.site._registry[model].inlines}
    through = {field.remote_field.through for model in apps.get_models() for field in model._meta.local_many_to_many}
    missing = [
        model._meta.label
        for label in OURS
        for model in apps.get_app_config(label).get_models()
        if model not in admin.site._registry and model not in inlines and not (model in through and model._meta.auto_created)
    ]
    assert missing == []


@pytest.mark.parametrize("model", REGISTERED, ids=LABELS)
def test_every_list_and_every_form_opens_and_is_clean(world, client_of_admin, model):
    row = model._base_manager.order_by("pk").first()
    pages = [address(model, "changelist"), f"{address(model, 'changelist')}?q=lit", address(model, "add")]
    pages += [address(model, "change", row.pk)] if row else []
    for page in pages:
        response = client_of_admin.get(page)
        # What is only written by actions cannot be added by hand.
        assert response.status_code == 200 or (page.endswith("/add/") and response.status_code == 403), page
        assert clean(response), page
        assert page_of(response).root.get("lang"), page


@pytest.mark.parametrize("model", REGISTERED, ids=LABELS)
def test_every_field_has_a_label_that_assistive_technology_finds(model):
    """Rows of a tabular inline have none, nor has the searching select; a picked number with its lookup has."""
    ours = admin.site._registry[model]
    assert not ours.autocomplete_fields
    assert not ours.filter_horizontal
    assert not ours.filter_vertical
    assert [inline.__name__ for inline in ours.inlines if issubclass(inline, admin.TabularInline)] == []


@pytest.mark.parametrize("model", REGISTERED, ids=LABELS)
def test_every_list_is_read_in_a_handful_of_queries(world, client_of_admin, django_assert_max_num_queries, model):
    with django_assert_max_num_queries(14):
        client_of_admin.get(address(model, "changelist"))


def test_who_may_only_look_can_do_nothing_by_a_list_s_actions(world, client):
    looker = make_user(is_staff=True)
    looker.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(looker)

    pages = {model._meta.label: client.get(address(model, "changelist")).content.decode() for model in REGISTERED}
    found = {
        label: re.findall(r'<option value="(\w+)"', re.search(r'<select name="action".*?</select>|$', page, re.DOTALL)[0]) for label, page in pages.items()
    }
    assert {label: names for label, names in found.items() if names} == {"common.Letter": ["send_again"]}


@pytest.mark.parametrize("page", ["add", "change"])
def test_only_administrators_touch_what_opens_accounts(world, client, page):
    staff = make_user(is_staff=True)
    staff.user_permissions.set(Permission.objects.all())
    client.force_login(staff)
    address_of_admin = EmailAddress.objects.get(user=world.users["admin"])

    answer = client.post(
        address(EmailAddress, page, *([address_of_admin.pk] if page == "change" else [])), {"user": world.users["admin"].pk, "email": staff.email}
    )

    assert (answer.status_code, EmailAddress.objects.filter(user=world.users["admin"]).count()) == (403, 1)


@pytest.mark.once
def test_every_word_of_the_administration_is_spoken_in_each_language():
    """The names of apps, models and of what one may edit or sees in a list."""
    untold = []
    for model, its_admin in admin.site._registry.items():
        if model._meta.app_label not in OURS:
            continue
        config = apps.get_app_config(model._meta.app_label)
        words = {config.label: config.verbose_name, model._meta.label: model._meta.verbose_name, f"{model._meta.label}s": model._meta.verbose_name_plural}
        for field in model._meta.concrete_fields:
            if (field.editable and not field.primary_key and not isinstance(its_admin, ReadOnly)) or field.name in its_admin.list_display:
                words[f"{model._meta.label}.{field.name}"] = field.verbose_name
        untold += [name for name, word in words.items() if not isinstance(word, Promise) and not name.endswith(("_sl", "_en", "_de", "_sv"))]
    assert untold == []
