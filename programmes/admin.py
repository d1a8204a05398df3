from programmes.catalogue.admin import MilestoneAdmin, PhaseAdmin, ProgrammeAdmin

__all__ = ["MilestoneAdmin", "PhaseAdmin", "ProgrammeAdmin"]
