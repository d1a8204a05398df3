from programmes.catalogue.models import ChecklistItem, Funding, Milestone, Participation, Partner, Phase, Programme

__all__ = ["ChecklistItem", "Funding", "Milestone", "Participation", "Partner", "Phase", "Programme"]
