from programmes.catalogue.models import ChecklistItem, Funding, Milestone, Participation, Partner, Phase, Programme, Target

__all__ = ["ChecklistItem", "Funding", "Milestone", "Participation", "Partner", "Phase", "Programme", "Target"]
