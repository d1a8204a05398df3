"""Who is asking. Made once per request by `portal.sign_in`, handed to rules and querysets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Right(StrEnum):
    """What a mandate can allow. Which role has which right stands in `stakeholders.mandates.choices`, and comes with the actor."""

    LOOK = "look"  # the workspace's lists and pages: words, dates and numbers, no resident's name
    MEET = "meet"  # the names of those who come to an event
    WRITE = "write"  # events, the words of programmes, places
    LEAD = "lead"  # everything else: publish, cancel, move, take people's data along, give mandates


@dataclass(frozen=True)
class Actor:
    """A visitor with the mandates they hold.

    `roles` maps a municipality's id to the roles held for it (`stakeholders.mandates.choices.Role` values), `organisation_roles`
    an organisation's; `table` says which rights a role has. An administrator holds every role and every right everywhere.
    Whoever `lacks_second_step` holds nothing until it is set up.
    """

    user_id: int | None = None
    name: str = ""
    email: str = ""
    is_admin: bool = False
    roles: Mapping[int, frozenset[str]] = field(default_factory=dict)
    organisation_roles: Mapping[int, frozenset[str]] = field(default_factory=dict)
    acts_for: tuple[str, ...] = ()  # names of the municipalities, in their order
    represents: tuple[str, ...] = ()  # names of the organisations
    table: Mapping[str, frozenset[Right]] = field(default_factory=dict)
    lacks_second_step: bool = False

    @property
    def is_signed_in(self) -> bool:
        return self.user_id is not None

    @property
    def is_coordinator(self) -> bool:
        """Holds at least one mandate, so the workspace has something to show."""
        return self.is_admin or bool(self.roles) or bool(self.organisation_roles)

    @property
    def acts_for_several(self) -> bool:
        return self.is_admin or len(self.roles) > 1

    def holds(self, role: str, municipality_id: int | None) -> bool:
        return self.is_admin or (municipality_id is not None and role in self.roles.get(municipality_id, frozenset()))

    def municipalities(self, role: str) -> set[int]:
        """Ids of the municipalities for which the role is held; an administrator's everywhere is not listed here."""
        return {municipality_id for municipality_id, roles in self.roles.items() if role in roles}

    def may(self, right: Right, municipality_id: int | None) -> bool:
        return self.is_admin or (municipality_id is not None and self._allows(right, self.roles.get(municipality_id, frozenset())))

    def may_in(self, right: Right) -> set[int]:
        """Ids of the municipalities for which a mandate gives the right; an administrator's everywhere is not listed here."""
        return {municipality_id for municipality_id, roles in self.roles.items() if self._allows(right, roles)}

    def may_for_organisation(self, right: Right, organisation_id: int | None) -> bool:
        return self.is_admin or (organisation_id is not None and self._allows(right, self.organisation_roles.get(organisation_id, frozenset())))

    def organisations(self, right: Right) -> set[int]:
        return {organisation_id for organisation_id, roles in self.organisation_roles.items() if self._allows(right, roles)}

    def may_somewhere(self, right: Right) -> bool:
        return self.is_admin or bool(self.may_in(right))

    # For templates: which doors of the workspace are worth showing.

    @property
    def looks(self) -> bool:
        return self.may_somewhere(Right.LOOK)

    @property
    def meets(self) -> bool:
        return self.may_somewhere(Right.MEET)

    @property
    def writes(self) -> bool:
        return self.may_somewhere(Right.WRITE)

    @property
    def leads(self) -> bool:
        return self.may_somewhere(Right.LEAD)

    def _allows(self, right: Right, roles: frozenset[str]) -> bool:
        return any(right in self.table.get(role, frozenset()) for role in roles)


NOBODY = Actor()
