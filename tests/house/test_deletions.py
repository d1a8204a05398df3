"""Nothing is deleted from under others, and no page of the administration breaks on the attempt."""

import ast
from pathlib import Path

import pytest
from django.contrib import admin

from portal.common.actor import Actor
from portal.common.careful import Careful, delete_selected
from tests.factories.stakeholders import make_admin
from tests.house.test_admin import LABELS, REGISTERED, address
from tests.house.test_doors import World
from tests.reading import page_of

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def world(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return World()


@pytest.fixture
def request_of_admin(rf):
    request = rf.get("/")
    request.user = make_admin()
    return request


@pytest.mark.parametrize("model", REGISTERED, ids=LABELS)
def test_what_can_be_deleted_in_the_administration_is_deleted_with_care(model, request_of_admin):
    request_of_admin.actor = Actor(user_id=request_of_admin.user.pk, is_admin=True)
    theirs = admin.site._registry[model]
    assert isinstance(theirs, Careful) or not theirs.has_delete_permission(request_of_admin)
    for inline in theirs.get_inline_instances(request_of_admin):
        held = [relation for relation in inline.model._meta.related_objects if not relation.hidden]
        assert not (inline.can_delete and inline.has_delete_permission(request_of_admin) and held), f"{inline} deletes what others point to"


@pytest.mark.once
def test_an_act_deletes_a_row_in_words():
    """`discard(row)` says what leads to it; `row.delete()` would be an error on the page. Rows found by a query are another thing."""
    faults = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for app in ("locations", "stakeholders", "events", "programmes")
        for path in sorted((ROOT / app).rglob("actions.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "delete" and isinstance(node.func.value, ast.Name)
    ]
    assert faults == []


def test_the_lists_delete_with_care_too():
    assert dict(admin.site.actions)["delete_selected"] is delete_selected


@pytest.mark.parametrize("model", REGISTERED, ids=LABELS)
def test_deleting_anything_is_a_page_or_a_refusal_and_never_an_error(world, client, model):
    """Every row of a whole world is asked for and insisted on, by itself and ticked in its list."""
    client.force_login(make_admin())
    for row in list(model._base_manager.order_by("pk")):
        if not model._base_manager.filter(pk=row.pk).exists():
            continue  # it went along with one before
        page = address(model, "delete", row.pk)
        asked = client.get(page)
        assert asked.status_code in {200, 403}
        if asked.status_code == 200:
            assert page_of(asked).root.get("lang")
        ticked = {"action": "delete_selected", "_selected_action": [row.pk]}
        assert client.post(address(model, "changelist"), ticked).status_code in {200, 302}
        assert client.post(address(model, "changelist"), {**ticked, "post": "yes"}).status_code in {200, 302}
        if model._base_manager.filter(pk=row.pk).exists():
            assert client.post(page, {"post": "yes"}).status_code in {200, 302, 403}
