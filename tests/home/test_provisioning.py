"""A place gets all it needs to be run by its own curators, and nothing of another place (TEN-03, TEN-07)."""

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied

from wagtail.models import GroupApprovalTask, GroupCollectionPermission, GroupPagePermission, WorkflowPage

import pytest

from home.models import InfoPage, NewsIndexPage
from home.permissions import can_appoint, is_curator
from home.services import appoint_curator, create_neighbourhood, create_town, dismiss_curator, provision_place
from tests.factories.accounts import UserFactory
from tests.factories.home import home_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def dinan():
    home_page()
    return create_town(title="Dinan", code="22050")


@pytest.fixture
def jerzual(dinan):
    return create_neighbourhood(town=dinan, title="Port et Jerzual", motto="Entre rivière et remparts")


def test_a_new_neighbourhood_lives_under_its_town_with_its_sub_pages(dinan, jerzual):
    jerzual.refresh_from_db()
    assert jerzual.get_parent().specific == dinan
    assert jerzual.motto == "Entre rivière et remparts"
    assert NewsIndexPage.objects.child_of(jerzual).count() == 1
    assert InfoPage.objects.child_of(jerzual).count() == 1


def test_names_carry_the_place(jerzual):
    jerzual.refresh_from_db()
    assert "Dinan – Port et Jerzual" in jerzual.curator_group.name
    assert jerzual.collection.name == "Dinan – Port et Jerzual"


def test_the_collection_lies_in_the_collection_of_the_town(dinan, jerzual):
    jerzual.refresh_from_db()
    dinan.refresh_from_db()
    assert jerzual.collection.get_parent() == dinan.collection


def test_curators_hold_rights_on_their_own_subtree_and_collection_only(jerzual):
    jerzual.refresh_from_db()
    rows = GroupPagePermission.objects.filter(group=jerzual.curator_group)
    assert {(row.page_id, row.permission.codename) for row in rows} == {
        (jerzual.pk, "add_page"),
        (jerzual.pk, "change_page"),
        (jerzual.pk, "publish_page"),
    }
    writing = GroupCollectionPermission.objects.filter(group=jerzual.curator_group).exclude(permission__codename__startswith="choose")
    assert {row.collection_id for row in writing} == {jerzual.collection_id}
    assert [permission.codename for permission in jerzual.curator_group.permissions.all()] == ["access_admin"]


def test_each_place_has_its_own_review(dinan, jerzual):
    jerzual.refresh_from_db()
    dinan.refresh_from_db()
    workflow = WorkflowPage.objects.get(page=jerzual).workflow
    assert workflow != WorkflowPage.objects.get(page=dinan).workflow
    task = GroupApprovalTask.objects.get(workflow_tasks__workflow=workflow)
    assert list(task.groups.all()) == [jerzual.curator_group]


def test_running_it_again_changes_nothing_but_the_names(jerzual, django_assert_max_num_queries):
    jerzual.refresh_from_db()
    before = (jerzual.curator_group_id, jerzual.collection_id, GroupPagePermission.objects.count(), WorkflowPage.objects.count())
    jerzual.title = "Jerzual"
    jerzual.save()
    with django_assert_max_num_queries(60):
        provision_place(jerzual)
    jerzual.refresh_from_db()
    after = (jerzual.curator_group_id, jerzual.collection_id, GroupPagePermission.objects.count(), WorkflowPage.objects.count())
    assert after == before
    assert jerzual.collection.name == "Dinan – Jerzual"
    assert jerzual.get_children().count() == len({child.specific_class for child in jerzual.get_children()})


def test_a_right_given_by_hand_elsewhere_is_taken_back(dinan, jerzual):
    jerzual.refresh_from_db()
    publish = Permission.objects.get(codename="publish_page", content_type__app_label="wagtailcore")
    GroupPagePermission.objects.create(group=jerzual.curator_group, page=dinan, permission=publish)
    provision_place(jerzual)
    assert not GroupPagePermission.objects.filter(group=jerzual.curator_group, page=dinan).exists()


def test_two_neighbourhoods_of_one_name_have_two_groups(dinan, jerzual):
    twin = create_neighbourhood(town=dinan, title="Port et Jerzual")
    twin.refresh_from_db()
    jerzual.refresh_from_db()
    assert twin.curator_group_id != jerzual.curator_group_id
    assert twin.slug != jerzual.slug


def test_a_town_of_a_nationwide_import_is_provisioned_with_its_first_curator():
    home_page()
    town = create_town(title="Lanvallay", code="22118", provisioned=False)
    assert town.curator_group is None
    appoint_curator(place=town, user=(person := UserFactory()))
    town.refresh_from_db()
    assert is_curator(person, town)


def test_only_those_who_run_the_place_or_its_town_name_curators(dinan, jerzual):
    first, second, mayor, stranger = UserFactory.create_batch(4)
    appoint_curator(place=jerzual, user=first)
    appoint_curator(place=dinan, user=mayor)
    jerzual.refresh_from_db()
    dinan.refresh_from_db()
    with pytest.raises(PermissionDenied):
        appoint_curator(place=jerzual, user=second, by=stranger)
    with pytest.raises(PermissionDenied):
        appoint_curator(place=dinan, user=second, by=first)
    appoint_curator(place=jerzual, user=second, by=mayor)
    assert is_curator(second, jerzual)
    assert not is_curator(second, dinan)
    assert can_appoint(second, jerzual)
    dismiss_curator(place=jerzual, user=second, by=second)
    assert not is_curator(second, jerzual)
