"""Who is asking. Made once per request by `portal.sign_in`, handed to rules and querysets."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Actor:
    """A visitor with the mandates they hold.

    `roles` maps a municipality's id to the roles held for it (`stakeholders.mandates.choices.Role` values).
    An administrator holds every role everywhere.
    """

    user_id: int | None = None
    name: str = ""
    email: str = ""
    is_admin: bool = False
    roles: Mapping[int, frozenset[str]] = field(default_factory=dict)

    @property
    def is_signed_in(self) -> bool:
        return self.user_id is not None

    @property
    def is_coordinator(self) -> bool:
        """Holds at least one mandate, so the workspace has something to show."""
        return self.is_admin or bool(self.roles)

    def holds(self, role: str, municipality_id: int | None) -> bool:
        return self.is_admin or (municipality_id is not None and role in self.roles.get(municipality_id, frozenset()))

    def municipalities(self, role: str) -> set[int]:
        """Ids of the municipalities for which the role is held; an administrator's everywhere is not listed here."""
        return {municipality_id for municipality_id, roles in self.roles.items() if role in roles}


NOBODY = Actor()
