from programmes.catalogue.admin import MilestoneAdmin, PhaseAdmin, ProgrammeAdmin
from programmes.involvement.admin import PersonPartAdmin

__all__ = ["MilestoneAdmin", "PersonPartAdmin", "PhaseAdmin", "ProgrammeAdmin"]
