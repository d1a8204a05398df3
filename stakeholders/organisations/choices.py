from stakeholders.people.choices import StakeholderType

__all__ = ["StakeholderType"]
