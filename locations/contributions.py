"""What this app adds to the registries of the apps below it."""

from locations.municipalities.emails import KINDS
from portal.common.outbox.kinds import kinds

for kind in KINDS:
    kinds.register(kind.name, kind)
