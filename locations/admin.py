from locations.municipalities.admin import CountryAdmin, DistrictAdmin, MunicipalityAdmin, RegionAdmin
from locations.places.admin import PlaceAdmin

__all__ = ["CountryAdmin", "DistrictAdmin", "MunicipalityAdmin", "PlaceAdmin", "RegionAdmin"]
