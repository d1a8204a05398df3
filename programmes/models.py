from programmes.catalogue.models import ChecklistItem, Funding, Milestone, Participation, Partner, Phase, Programme, Target
from programmes.involvement.models import PersonPart

__all__ = ["ChecklistItem", "Funding", "Milestone", "Participation", "Partner", "PersonPart", "Phase", "Programme", "Target"]
