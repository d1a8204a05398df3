"""Every address and what it answers to whom: the table that the tests of the doors walk along."""

from collections.abc import Callable
from dataclasses import dataclass, field

from events.registrations.presenters import links_of
from portal.common.links import token
from stakeholders.mandates.emails import link_of as link_of_invitation
from stakeholders.newsletters.emails import unsubscribe_path
from stakeholders.subscriptions.presenters import links_of as links_of_subscriber
from tests.house.world import NOWHERE, ROLES, World


@dataclass(frozen=True)
class Door:
    """`get` and `post` give for each role the answer: a status, or the status and where it leads."""

    get: dict[str, str]
    post: dict[str, str]
    args: Callable[[World], list] = lambda _world: []
    missing: Callable[[World], list] | None = None  # the same address of a row that does not exist
    hides: bool = field(default=False)  # the row is another municipality's: foreign is missing


def everyone(answer: str) -> dict[str, str]:
    return dict.fromkeys(ROLES, answer)


EVERYBODY = ("viewer", "door_helper", "editor", "organisation")
LOOKERS = ("viewer", "editor")
AT_EVENTS = ("viewer", "door_helper", "editor")
WRITERS = ("editor",)
LEADERS = ()


def desk(answer: str, also: tuple[str, ...], *, foreign: str | None = None, otherwise: str = "403") -> dict[str, str]:
    """Behind the gate: strangers and closed accounts are asked to sign in, those without a mandate are told kindly.

    Besides the coordinators of the municipality those named in `also` get the answer, and colleagues with another role `otherwise`.
    That a page takes no POST is said to everybody alike; it tells nothing about a row.
    """
    if answer == "405":
        return everyone("405")
    colleagues = {role: answer if role in also else otherwise for role in EVERYBODY}
    return {"anonymous": "sign in", "no_mandate": "403", **colleagues, "owner": answer, "foreign": foreign or answer, "inactive": "sign in", "admin": answer}


def page(**more) -> Door:
    """A public page: nothing to send."""
    return Door(get=everyone("200"), post=everyone("405"), **more)


def machine(get: str = "200", post: str = "405", **more) -> Door:
    return Door(get=everyone(get), post=everyone(post), **more)


def own(get: str, post: str, **more) -> Door:
    """A page of one's own account: the same for everybody who has one."""
    closed = {"anonymous": "sign in", "inactive": "sign in"}
    answers = {word: everyone(word) if word == "405" else {**everyone(word), **closed} for word in (get, post)}
    return Door(get=answers[get], post=answers[post], **more)


def not_signed_in(answer: str) -> dict[str, str]:
    """A page that takes those who are signed in already to their desk."""
    return {**everyone("302"), "anonymous": answer, "inactive": answer}


def public_form(get: str = "200", post: str = "422", **more) -> Door:
    return Door(get=everyone(get), post=everyone(post), **more)


def desk_page(also: tuple[str, ...], **more) -> Door:
    return Door(get=desk("200", also), post=desk("405", also), **more)


def desk_form(also: tuple[str, ...], get: str = "200", post: str = "422", **more) -> Door:
    return Door(get=desk(get, also), post=desk(post, also), **more)


def for_administrators(*args: str) -> Door:
    """For everybody else there is no such page; that it takes no POST tells nothing."""
    missing = (lambda _world: ["none", *args[1:]]) if args else None
    closed = {"anonymous": "sign in", "inactive": "sign in", "no_mandate": "403"}
    return Door(get={**everyone("404"), **closed, "admin": "200"}, post=everyone("405"), args=lambda _world: [*args], missing=missing)


def of_a_row(get: str, post: str, also: tuple[str, ...] = LEADERS, *, args, missing) -> Door:
    """A page of one row that only its own municipality's coordinators may open, and those named in `also`."""
    return Door(
        get=desk(get, also, foreign="404", otherwise="404"),
        post=desk(post, also, foreign="404", otherwise="404"),
        args=args,
        missing=missing,
        hides=True,
    )


def of_event(get: str, post: str, *more: str, also: tuple[str, ...] = LEADERS) -> Door:
    return of_a_row(get, post, also, args=lambda world: [world.event.public_id, *more], missing=lambda _world: [NOWHERE, *more])


def of_programme(get: str, post: str, also: tuple[str, ...] = LEADERS) -> Door:
    return of_a_row(get, post, also, args=lambda world: [world.programme.slug], missing=lambda _world: ["atlantida"])


def of_part(part: str, get: str, post: str) -> Door:
    """A part of a programme, whose address begins with the programme's."""
    return of_a_row(get, post, args=lambda world: [world.programme.slug, getattr(world, part).pk], missing=lambda world: ["atlantida", getattr(world, part).pk])


def of_person(get: str, post: str) -> Door:
    return of_a_row(get, post, args=lambda world: ["people", world.person.pk], missing=lambda _world: ["people", 10**6])


def of_import(get: str, post: str, *more: str) -> Door:
    return of_a_row(get, post, args=lambda world: [world.batch.public_id, *more], missing=lambda _world: [NOWHERE, *more])


def link(purpose: str, row: str) -> Callable[[World], list]:
    return lambda world: links_of(getattr(world, row))[purpose].strip("/").split("/")[2:4]


def of_topic(get: str, post: str) -> Door:
    return of_a_row(get, post, args=lambda _world: ["novice"], missing=lambda _world: ["atlantida"])


def of_subscriber(get: str, post: str) -> Door:
    return of_a_row(get, post, args=lambda world: [world.subscriber.public_id], missing=lambda _world: [NOWHERE])


def link_to_topics(purpose: str) -> Callable[[World], list]:
    return lambda world: links_of_subscriber(world.subscriber)[purpose].strip("/").split("/")[3:5]


def of_issue(get: str, post: str, *more: str, also: tuple[str, ...] = LEADERS) -> Door:
    return of_a_row(get, post, also, args=lambda world: [world.issue.public_id, *more], missing=lambda _world: [NOWHERE, *more])


def one_click(world: World) -> list:
    return unsubscribe_path(world.subscriber, world.sent_issue).strip("/").split("/")[1:]


def link_to_data(world: World) -> list:
    return [world.data_request.public_id, token("my_data", world.data_request.public_id)]


def unlinked(_world: World) -> list:
    return [NOWHERE, "x" * 43]


DOORS: dict[str, Door] = {
    # portal.home
    "machine:choose_language": machine("302"),
    "machine:healthz": machine(),
    "machine:readyz": machine(),
    "machine:robots": machine(),
    "machine:social_picture": machine("302", args=lambda _world: ["events", "delavnica", "sl", "old.png"]),
    "machine:sitemap": machine(),
    "machine:sitemap_part": machine(args=lambda _world: ["events", 1]),
    "machine:favicon": machine("301"),
    "machine:media": machine("404", "405", args=lambda _world: ["nothing.jpg"]),
    "machine:dev_mail": machine(),
    "machine:time_machine": machine("200", "422"),
    "machine:dev_mail_letter": machine("404", "405", args=lambda _world: ["nothing"]),
    "machine:dev_mail_html": machine("404", "405", args=lambda _world: ["nothing"]),
    "machine:dev_mail_attachment": machine("404", "405", args=lambda _world: ["nothing", 1]),
    "home:home": page(),
    "home:search": page(),
    "home:accessibility": page(),
    "home:privacy": page(),
    "home:patterns": page(),
    # stakeholders
    "people:ask_my_data": public_form(),
    "people:ask_my_data_done": page(),
    "people:my_data": page(args=link_to_data),
    "people:my_data_file": page(args=link_to_data),
    "people:my_data_erase": public_form(post="302", args=link_to_data),
    "duties:feedback": public_form(),
    "duties:feedback_done": page(),
    "duties:municipality_accessibility": page(args=lambda _world: ["a"]),
    "duties:municipality_privacy": page(args=lambda _world: ["a"]),
    "duties:desk_feedback_list": desk_page(LEADERS),
    "duties:desk_feedback_answer": of_a_row("200", "422", args=lambda world: [world.feedback.public_id], missing=lambda _world: [NOWHERE]),
    "duties:desk_statement_edit": of_a_row("200", "422", args=lambda _world: ["a"], missing=lambda _world: ["atlantida"]),
    "duties:desk_privacy_edit": of_a_row("200", "302", args=lambda _world: ["a"], missing=lambda _world: ["atlantida"]),
    "mandates:desk_colleague_list": desk_page(EVERYBODY),
    "mandates:desk_invitation_create": desk_form(("organisation",)),
    "mandates:desk_invitation_resend": of_a_row("405", "302", args=lambda world: [world.invitation.public_id], missing=lambda _world: [NOWHERE]),
    "mandates:desk_invitation_withdraw": of_a_row("405", "302", args=lambda world: [world.invitation.public_id], missing=lambda _world: [NOWHERE]),
    "mandates:desk_mandate_end": of_a_row("200", "302", args=lambda world: [world.mandate.pk], missing=lambda _world: [10**6]),
    "mandates:invitation": Door(
        get=dict.fromkeys(ROLES, "200"),
        post={role: "422" if role in {"anonymous", "inactive"} else "409" for role in ROLES},
        args=lambda world: link_of_invitation(world.invitation).strip("/").split("/")[2:4],
    ),
    "newsletters:issue_list": page(),
    "newsletters:issue_list_of": page(args=lambda _world: ["a"]),
    "newsletters:issue_detail": page(args=lambda _world: ["prva-stevilka"]),
    "newsletters:desk_issue_list": desk_page(LOOKERS),
    "newsletters:desk_issue_create": desk_form(WRITERS),
    "newsletters:desk_issue_detail": of_issue("200", "405", also=LOOKERS),
    "newsletters:desk_issue_edit": of_issue("200", "422", also=WRITERS),
    "newsletters:desk_issue_audience": of_issue("200", "405"),
    "newsletters:desk_issue_preview": of_issue("200", "405", "sl", also=LOOKERS),
    "newsletters:desk_issue_letter": of_issue("200", "405", "sl", "dark", also=LOOKERS),
    "newsletters:desk_issue_test": of_issue("405", "302", also=WRITERS),
    "newsletters:desk_issue_send": of_issue("200", "422"),
    "newsletters:desk_issue_take_back": of_issue("405", "302"),
    "newsletters:desk_issue_pause": of_issue("405", "302"),
    "newsletters:desk_issue_resume": of_issue("405", "302"),
    "newsletters:desk_issue_call_off": of_issue("302", "302"),
    "newsletters:desk_issue_again": of_issue("405", "302"),
    "newsletters:desk_issue_copy": of_issue("405", "302", also=WRITERS),
    "newsletters:desk_issue_discard": of_issue("200", "302", also=WRITERS),
    "one_click:unsubscribe": machine("200", "200", args=one_click),
    "one_click:issues_atom": machine(args=lambda _world: ["a"]),
    "subscriptions:subscribe": public_form(),
    "subscriptions:subscribe_done": page(),
    "subscriptions:confirm": public_form("302", "302", args=link_to_topics("confirm")),
    "subscriptions:preferences": public_form(args=link_to_topics("preferences")),
    "subscriptions:end_all": machine("405", "302", args=link_to_topics("end")),
    "subscriptions:desk_topic_list": desk_page(LOOKERS),
    "subscriptions:desk_topic_create": desk_form(LEADERS),
    "subscriptions:desk_topic_edit": of_topic("200", "422"),
    "subscriptions:desk_topic_open": of_topic("405", "302"),
    "subscriptions:desk_topic_discard": of_topic("200", "302"),
    "subscriptions:desk_subscriber_find": desk_form(LEADERS),
    "subscriptions:desk_subscriber_detail": of_subscriber("200", "405"),
    "subscriptions:desk_subscriber_end": of_subscriber("405", "302"),
    "subscriptions:desk_address_silence": desk_form(LEADERS),
    "contacts:desk_step_list": desk_page(LEADERS),
    "contacts:desk_contact_done": of_a_row("405", "302", args=lambda world: [world.note.pk], missing=lambda _world: [10**6]),
    "contacts:desk_stakeholder_list": desk_page(LEADERS, args=lambda _world: ["people"]),
    "contacts:desk_stakeholder_create": desk_form(LEADERS, args=lambda _world: ["people"]),
    "contacts:desk_stakeholder_export": desk_form(LEADERS, "405", "200", args=lambda _world: ["people", "csv"]),
    "contacts:desk_stakeholder_detail": of_person("200", "422"),
    "contacts:desk_stakeholder_edit": of_person("200", "422"),
    "contacts:desk_stakeholder_remove": of_person("200", "302"),
    "imports:desk_import_create": desk_form(LEADERS, args=lambda _world: ["people"]),
    "imports:desk_import_template": desk_page(LEADERS, args=lambda _world: ["people", "csv"]),
    "imports:desk_import_detail": of_import("200", "405"),
    "imports:desk_import_columns": of_import("405", "422"),
    "imports:desk_import_begin": of_import("405", "302"),
    "imports:desk_import_cancel": of_import("405", "302"),
    "imports:desk_import_undo": of_import("405", "302"),
    "imports:desk_import_refused": of_import("200", "405", "csv"),
    # portal.sign_in
    "sign_in:account": own("200", "405"),
    "sign_in:session_list": own("200", "405"),
    "sign_in:session_end": own("405", "404", args=lambda _world: [10**6]),
    "sign_in:session_end_others": own("405", "302"),
    "mfa_index": own("200", "405"),
    "mfa_list_webauthn": own("200", "405"),
    "mfa_authenticate": Door(get=not_signed_in("sign in"), post=not_signed_in("sign in")),
    "mfa_reauthenticate": own("302", "302"),
    "mfa_reauthenticate_webauthn": own("302", "302"),
    "mfa_activate_totp": own("302", "302"),
    "mfa_deactivate_totp": own("404", "404"),
    "mfa_view_recovery_codes": own("302", "302"),
    "mfa_download_recovery_codes": own("302", "405"),
    "mfa_generate_recovery_codes": own("302", "302"),
    "mfa_add_webauthn": own("302", "302"),
    "mfa_remove_webauthn": own("302", "302", args=lambda _world: [10**6]),
    "mfa_edit_webauthn": own("302", "302", args=lambda _world: [10**6]),
    "mfa_login_webauthn": Door(get=not_signed_in("sign in"), post=not_signed_in("sign in")),
    "socialaccount_connections": own("200", "200"),
    "socialaccount_login_cancelled": machine("200", "405"),
    "socialaccount_login_error": machine("401", "405"),
    "openid_connect_login": machine("404", "404", args=lambda _world: ["town"]),
    "openid_connect_callback": machine("404", "405", args=lambda _world: ["town"]),
    # portal.workspace
    "workspace:home": desk_page(EVERYBODY),
    "workspace:set_up_list": Door(get=desk("302", LEADERS) | {"admin": "200"}, post=everyone("405")),
    "workspace:set_up": of_a_row("200", "405", args=lambda _world: ["a"], missing=lambda _world: ["atlantida"]),
    "workspace:set_up_finish": of_a_row("405", "302", args=lambda _world: ["a"], missing=lambda _world: ["atlantida"]),
    "workspace:due_list": desk_page(LOOKERS),
    "workspace:letter_list": desk_page(LEADERS),
    "workspace:letter_again": desk_form(LEADERS, "405", "302"),
    "workspace:letter_kind_list": for_administrators(),
    "workspace:letter_kind_detail": for_administrators("plan.phase_begins"),
    "workspace:letter_kind_html": for_administrators("plan.phase_begins", "dark"),
    "workspace:kept_form": Door(get=everyone("405"), post=desk("413", EVERYBODY)),
    "workspace:kept_form_discard": Door(get=everyone("405"), post=desk("302", EVERYBODY)),
    # locations
    "places:brand_stylesheet": page(args=lambda _world: ["a"]),
    "locations:municipality_list": page(),
    "locations:municipality_detail": page(args=lambda _world: ["a"]),
    "locations:desk_municipality_names": of_a_row("200", "422", args=lambda _world: ["a"], missing=lambda _world: ["atlantida"]),
    "locations:desk_municipality_look": of_a_row("200", "422", args=lambda _world: ["a"], missing=lambda _world: ["atlantida"]),
    "locations:desk_municipality_languages": of_a_row("200", "422", args=lambda _world: ["a"], missing=lambda _world: ["atlantida"]),
    "locations:desk_municipality_letters": of_a_row("200", "302", args=lambda _world: ["a"], missing=lambda _world: ["atlantida"]),
    "locations:desk_place_list": desk_page(LOOKERS),
    "locations:desk_place_create": desk_form(WRITERS),
    "locations:desk_place_edit": of_a_row("200", "422", WRITERS, args=lambda world: [world.event.place_id], missing=lambda _world: [10**6]),
    "locations:desk_place_discard": of_a_row("200", "302", WRITERS, args=lambda world: [world.event.place_id], missing=lambda _world: [10**6]),
    # events, for everyone
    "feeds:event_ics": page(args=lambda world: [world.event.slug]),
    "feeds:agenda_ics": page(),
    "feeds:agenda_atom": page(),
    "feeds:agenda_ics_of": page(args=lambda _world: ["municipalities", "a"]),
    "feeds:agenda_atom_of": page(args=lambda _world: ["municipalities", "a"]),
    "events:event_list": page(),
    "events:event_month_now": page(),
    "events:event_month": page(args=lambda _world: [2027, 5]),
    "events:event_detail": page(args=lambda world: [world.event.slug]),
    "events:register": public_form(args=lambda world: [world.event.slug]),
    "events:register_done": page(args=lambda world: [world.event.slug]),
    "events:confirm_registration": public_form(post="302", args=link("confirm", "held")),
    "events:manage_registration": public_form(args=link("manage", "registration")),
    "events:cancel_registration": public_form(post="302", args=link("cancel", "registration")),
    "events:take_offer": public_form(post="302", args=link("offer", "offered")),
    # events, at the desk
    "events:desk_event_list": desk_page(AT_EVENTS),
    "events:desk_event_create": desk_form(WRITERS),
    "events:desk_event_edit": of_event("200", "422", also=WRITERS),
    "events:desk_event_bulk": desk_form(LEADERS, "404", "404"),
    "events:desk_event_history": of_event("200", "405", also=LOOKERS),
    "events:desk_event_publish": of_event("200", "302"),
    "events:desk_event_cancel": of_event("200", "302"),
    "events:desk_event_discard": of_event("200", "302"),
    "events:desk_registration_list": of_event("200", "405", also=AT_EVENTS),
    "events:desk_registration_export": of_event("405", "200", "csv"),
    "events:desk_registration_cancel": of_a_row("200", "302", args=lambda world: [world.registration.public_id], missing=lambda _world: [NOWHERE]),
    # programmes, for everyone
    "programmes:programme_list": page(),
    "programmes:programme_detail": page(args=lambda world: [world.programme.slug]),
    "programmes:method_list": page(),
    "programmes:method_detail": page(args=lambda _world: ["inlocom"]),
    # programmes, at the desk
    "programmes:reminder_plan": desk_page(LOOKERS),
    "programmes:desk_programme_list": desk_page(LOOKERS),
    "programmes:desk_programme_start": desk_form(LEADERS),
    "programmes:desk_programme_lay_out": desk_form(LEADERS, "302", "302"),
    "programmes:desk_programme_detail": of_programme("200", "405", LOOKERS),
    "programmes:desk_programme_edit": of_programme("200", "422", WRITERS),
    "programmes:desk_programme_bulk": desk_form(LEADERS, "404", "404"),
    "programmes:desk_programme_history": of_programme("200", "405", LOOKERS),
    "programmes:desk_programme_publish": of_programme("405", "302"),
    "programmes:desk_programme_close": of_programme("405", "302"),
    "programmes:desk_programme_reopen": of_programme("405", "302"),
    "programmes:desk_programme_discard": of_programme("200", "302"),
    "programmes:desk_phase_move": of_part("phase", "200", "422"),
    "programmes:desk_phase_move_confirm": of_part("phase", "302", "302"),
    "programmes:desk_phase_close": of_part("phase", "200", "302"),
    "programmes:desk_phase_reopen": of_part("phase", "405", "302"),
    "programmes:desk_milestone_create": of_programme("200", "422"),
    "programmes:desk_milestone_edit": of_part("milestone", "200", "422"),
    "programmes:desk_milestone_reach": of_part("milestone", "200", "302"),
    "programmes:desk_milestone_discard": of_part("milestone", "200", "302"),
    "programmes:desk_checklist_tick": of_part("item", "405", "302"),
    "programmes:desk_event_attach": of_programme("200", "422"),
    "programmes:desk_event_detach": of_part("event", "405", "302"),
    "programmes:desk_partner_create": of_programme("200", "422"),
    "programmes:desk_partner_remove": of_part("partner", "405", "302"),
    "programmes:desk_involvement_create": of_person("200", "422"),
    "programmes:desk_programme_follow": of_programme("405", "302"),
    "programmes:desk_person_remove": of_part("part", "405", "302"),
    "programmes:desk_municipality_add": of_programme("200", "422"),
    "programmes:desk_municipality_remove": of_part("participation", "405", "302"),
    "programmes:desk_funding_create": of_programme("200", "422"),
    "programmes:desk_funding_edit": of_part("funding", "200", "422"),
    "programmes:desk_funding_remove": of_part("funding", "405", "302"),
}
