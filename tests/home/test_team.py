"""Colleagues, absences and deputies (TEN-07): nobody gives what they do not hold, and a desk is never left alone unseen."""

from datetime import timedelta

from django.core import mail, signing
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

import pytest

from home import jobs
from home.attendance import unattended_since
from home.errors import CurationRefusedError
from home.models import CuratorAbsence, CuratorInvitation, DeskVisit, PlaceDesk, TownPage
from home.permissions import can_appoint, curators_of, is_curator
from home.services import (
    accept_invitation,
    appoint_curator,
    declare_absence,
    dismiss_curator,
    end_absence,
    invitation_path,
    invite_curator,
    note_visit,
)
from notifications.models import Notification
from tests.factories.accounts import UserFactory
from tests.verification.threads import at_once


def url(name, place, *rest):
    return reverse(f"curators_{name}", args=[place.pk, *rest])


@pytest.fixture
def mayor(neighbourhood):
    town = TownPage.objects.parent_of(neighbourhood).get()
    user = UserFactory(pseudonym="Bourgmestre")
    appoint_curator(place=town, user=user)
    return user


@pytest.mark.django_db
class TestInviting:
    def test_a_colleague_is_invited_by_name_told_and_accepts_once(self, client, curator, neighbourhood, declared):
        client.force_login(curator)
        client.post(url("act", neighbourhood, "inviter"), {"who": declared.pseudonym.upper()})
        invitation = CuratorInvitation.objects.get()
        assert not is_curator(declared, neighbourhood), "nothing before the answer"
        assert Notification.objects.get().user == declared
        client.force_login(declared)
        assert client.get(invitation_path(invitation)).status_code == 200
        assert not is_curator(declared, neighbourhood), "reading is no answer"
        client.post(invitation_path(invitation), {"answer": "yes"})
        assert is_curator(declared, neighbourhood)
        assert client.get(invitation_path(invitation)).status_code == 404
        with pytest.raises(CurationRefusedError):
            accept_invitation(invitation=invitation, by=declared)

    def test_a_link_by_mail_is_for_one_person_and_its_address_is_forgotten(self, client, curator, neighbourhood, declared, resident):
        client.force_login(curator)
        client.post(url("act", neighbourhood, "inviter"), {"who": "collegue@exemple.test"})
        assert jobs.mail_curator_invitations() == 1
        assert jobs.mail_curator_invitations() == 0
        invitation = CuratorInvitation.objects.get()
        assert invitation.email == ""
        assert mail.outbox[0].to == ["collegue@exemple.test"]
        assert invitation_path(invitation).partition(":")[0] in mail.outbox[0].body  # the link is stamped with its second
        client.force_login(declared)
        client.post(invitation_path(invitation), {"answer": "yes"})
        client.force_login(resident)
        assert client.post(invitation_path(invitation), {"answer": "yes"}).status_code == 404
        assert (is_curator(declared, neighbourhood), is_curator(resident, neighbourhood)) == (True, False)

    def test_nobody_grants_what_they_lack(self, client, curator, other_neighbourhood, neighbourhood, declared, resident, mayor):
        """TEN-07: another place, a sender who lost the role, somebody else's invitation, a made-up link, forged forms."""
        for by, place in ((curator, other_neighbourhood), (resident, neighbourhood), (mayor, other_neighbourhood)):
            with pytest.raises(PermissionDenied):
                invite_curator(place=place, by=by, user=declared)
        client.force_login(curator)
        for action in ("inviter", "retirer", "reprendre", "absence"):
            assert client.post(url("act", other_neighbourhood, action), {"who": declared.pseudonym, "id": curator.pk}).status_code == 404
        mine = invite_curator(place=neighbourhood, by=curator, user=declared)
        client.force_login(resident)
        assert client.get(invitation_path(mine)).status_code == 404
        assert client.get(reverse("home:invitation", args=[signing.dumps(str(mine.public_id))])).status_code == 404
        with pytest.raises(CurationRefusedError):
            accept_invitation(invitation=mine, by=resident)
        dismiss_curator(place=neighbourhood, user=curator)
        with pytest.raises(CurationRefusedError):
            accept_invitation(invitation=mine, by=declared)
        assert list(curators_of(neighbourhood)) == []

    def test_accepting_gives_a_curators_rights_and_nothing_given_by_hand(self, curator, neighbourhood, declared):
        from django.contrib.auth.models import Permission

        neighbourhood.curator_group.permissions.add(Permission.objects.get(codename="change_user"))
        accept_invitation(invitation=invite_curator(place=neighbourhood, by=curator, user=declared), by=declared)
        assert declared.has_perm("wagtailadmin.access_admin")
        assert not declared.has_perm("accounts.change_user")
        assert not declared.is_superuser
        assert not declared.is_staff

    def test_an_invitation_ends_after_seven_days(self, client, curator, neighbourhood, declared):
        invitation = invite_curator(place=neighbourhood, by=curator, user=declared)
        with pytest.raises(CurationRefusedError):
            invite_curator(place=neighbourhood, by=curator, user=declared)
        CuratorInvitation.objects.update(expires_at=timezone.now())
        client.force_login(declared)
        assert client.get(invitation_path(invitation)).status_code == 404
        assert invite_curator(place=neighbourhood, by=curator, user=declared).pk != invitation.pk

    def test_what_is_typed_wrong_is_said_and_kept(self, client, curator, neighbourhood):
        client.force_login(curator)
        page = client.post(url("act", neighbourhood, "inviter"), {"who": "Personne de ce nom"})
        assert page.status_code == 422
        assert "Personne de ce nom" in page.content.decode()


@pytest.mark.django_db
class TestTwoCurators:
    def test_the_last_one_stays_unless_the_operator_says_so(self, client, curator, neighbourhood, operator, mayor):
        for by in (curator, mayor):
            with pytest.raises(CurationRefusedError):
                dismiss_curator(place=neighbourhood, user=curator, by=by)
        client.force_login(curator)
        client.post(url("act", neighbourhood, "retirer"), {"id": curator.pk})
        assert is_curator(curator, neighbourhood)
        assert 'data-notice="two-curators"' in client.get(url("team", neighbourhood)).content.decode()
        dismiss_curator(place=neighbourhood, user=curator, by=operator)
        assert not is_curator(curator, neighbourhood)

    def test_with_a_colleague_one_may_step_down(self, client, curator, neighbourhood):
        colleague = UserFactory()
        appoint_curator(place=neighbourhood, user=colleague)
        client.force_login(curator)
        assert 'data-notice="two-curators"' not in client.get(url("team", neighbourhood)).content.decode()
        client.post(url("act", neighbourhood, "retirer"), {"id": curator.pk})
        assert list(curators_of(neighbourhood)) == [colleague]


@pytest.mark.django_db(transaction=True)
def test_two_who_leave_at_once_cannot_both(curator, neighbourhood):
    colleague = UserFactory()
    appoint_curator(place=neighbourhood, user=colleague)
    leaving = iter([curator, colleague])

    def leave():
        user = next(leaving)
        dismiss_curator(place=neighbourhood, user=user, by=user)

    results = at_once(2, leave)
    assert sorted(type(result).__name__ for result in results) == ["CurationRefusedError", "NoneType"]
    assert curators_of(neighbourhood).count() == 1


@pytest.mark.django_db
class TestAbsence:
    def absence(self, place, by, deputy, first=0, last=10):
        today = timezone.localdate()
        days = {"starts_on": today + timedelta(days=first), "ends_on": today + timedelta(days=last)}
        return declare_absence(place=place, by=by, deputy=deputy, **days)

    def test_a_deputy_of_the_town_holds_the_keys_on_these_days_only(self, curator, neighbourhood, mayor):
        absence = self.absence(neighbourhood, curator, mayor)
        assert Notification.objects.get(user=mayor).kind == "deputy-asked"
        jobs.watch_desks()
        assert is_curator(mayor, neighbourhood)
        with pytest.raises(CurationRefusedError):
            dismiss_curator(place=neighbourhood, user=curator, by=curator)
        CuratorAbsence.objects.filter(pk=absence.pk).update(
            starts_on=timezone.localdate() - timedelta(days=3), ends_on=timezone.localdate() - timedelta(days=1)
        )
        jobs.watch_desks()
        assert not is_curator(mayor, neighbourhood)
        assert can_appoint(mayor, neighbourhood), "what the town may do, it still may"

    def test_coming_back_early_takes_the_keys_back_and_a_colleague_keeps_theirs(self, curator, neighbourhood, mayor):
        colleague = UserFactory()
        appoint_curator(place=neighbourhood, user=colleague)
        for deputy, remains in ((mayor, False), (colleague, True)):
            absence = self.absence(neighbourhood, curator, deputy)
            jobs.watch_desks()
            with pytest.raises(PermissionDenied):
                end_absence(absence=absence, by=deputy)
            end_absence(absence=absence, by=curator)
            assert is_curator(deputy, neighbourhood) is remains

    def test_only_who_holds_rights_here_can_stand_in(self, curator, neighbourhood, other_curator, resident, mayor):
        for deputy in (other_curator, resident, curator):
            with pytest.raises(CurationRefusedError):
                self.absence(neighbourhood, curator, deputy)
        with pytest.raises(PermissionDenied):
            self.absence(neighbourhood, mayor, curator)
        with pytest.raises(CurationRefusedError):
            self.absence(neighbourhood, curator, mayor, first=5, last=1)


@pytest.mark.django_db
class TestEmptyDesk:
    def empty(self, place, days):
        PlaceDesk.objects.filter(place=place.pk).update(attended_on=timezone.localdate() - timedelta(days=days))

    def told(self):
        return set(Notification.objects.filter(kind="desk-unattended").values_list("user__pseudonym", flat=True))

    def test_the_town_then_the_operator_is_told_and_may_act(self, client, curator, neighbourhood, mayor, operator):
        self.empty(neighbourhood, 29)
        jobs.watch_desks()
        assert self.told() == set()
        self.empty(neighbourhood, 30)
        DeskVisit.objects.create(user=mayor, last_on=timezone.localdate())
        jobs.watch_desks()
        jobs.watch_desks()
        assert self.told() == {"Bourgmestre"}
        PlaceDesk.objects.filter(place=neighbourhood.pk).update(told_on=timezone.localdate() - timedelta(days=7))
        jobs.watch_desks()
        assert self.told() == {"Bourgmestre", operator.pseudonym}
        assert Notification.objects.filter(kind="desk-unattended").count() == 2
        client.force_login(mayor)
        client.post(url("act", neighbourhood, "reprendre"))
        assert is_curator(mayor, neighbourhood)
        assert unattended_since(neighbourhood) == timezone.localdate()

    def test_the_deputy_comes_first_and_a_town_that_is_away_itself_is_passed_over(self, curator, neighbourhood, mayor, operator):
        self.empty(neighbourhood, 31)
        jobs.watch_desks()
        assert self.told() == {operator.pseudonym}, "nobody of the town has been at the desk"
        note_visit(curator)
        self.empty(neighbourhood, 31)
        today = timezone.localdate()
        declare_absence(place=neighbourhood, by=curator, starts_on=today, ends_on=today + timedelta(days=60), deputy=mayor)
        jobs.watch_desks()
        assert self.told() == {operator.pseudonym, "Bourgmestre"}
