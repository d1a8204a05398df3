from locations.municipalities.models import Country, District, Municipality, Region
from locations.places.models import Place

__all__ = ["Country", "District", "Municipality", "Place", "Region"]
