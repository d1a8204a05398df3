"""A municipality as search engines read it (schema.org)."""

from locations.municipalities.models import Municipality
from portal.common.machines import Facts, Told, whole, without_empty
from portal.common.social import Card


def told_of(municipality: Municipality) -> Told:
    return Told(municipality_facts(municipality), card_of(municipality))


def card_of(municipality: Municipality) -> Card:
    full_name = municipality.legal_name if municipality.legal_name != municipality.name else ""
    return Card(
        "municipalities",
        municipality.slug,
        municipality.name,
        lines=(full_name,) if full_name else (),
        brand=municipality.brand_colour,
        spark=municipality.spark_colour,
    )


def municipality_card(slug: str) -> Card | None:
    municipality = Municipality.objects.filter(slug=slug).first()
    return card_of(municipality) if municipality else None


def municipality_facts(municipality: Municipality) -> Facts:
    """For its own page; its region is known there."""
    address = (
        {"@type": "PostalAddress", "streetAddress": municipality.address, "addressCountry": municipality.region.country_id} if municipality.address else None
    )
    return without_empty(
        {
            **organisation_of(municipality),
            "alternateName": municipality.name if municipality.name != municipality.legal_name else "",
            "identifier": municipality.code,
            "email": municipality.contact_email,
            "telephone": municipality.contact_phone,
            "address": address,
            "sameAs": municipality.website,
            "logo": whole(municipality.logo.url) if municipality.logo else "",
            "areaServed": {"@type": "AdministrativeArea", "name": municipality.name},
        }
    )


def organisation_of(municipality: Municipality) -> Facts:
    """For what it organises."""
    return {"@type": "GovernmentOrganization", "name": municipality.legal_name, "url": whole(municipality.get_absolute_url())}
