"""What this app adds to the registries of the apps below it."""

from programmes.catalogue.choices import methods
from programmes.inlocom.choices import INLOCOM

methods.register(INLOCOM.key, INLOCOM)
