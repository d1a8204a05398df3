"""Tells mypy what arrives only at run time: `request.actor`, brought by `portal.sign_in.middleware`. The one place for such."""

from collections.abc import Callable

from mypy.build import PRI_LOW
from mypy.nodes import MDEF, MypyFile, SymbolTableNode, TypeInfo, Var
from mypy.plugin import ClassDefContext, Plugin
from mypy.types import AnyType, Instance, Type, TypeOfAny

REQUEST = "django.http.request.HttpRequest"


class HousePlugin(Plugin):
    def get_customize_class_mro_hook(self, fullname: str) -> Callable[[ClassDefContext], None] | None:
        return add_actor if fullname == REQUEST else None

    def get_additional_deps(self, file: MypyFile) -> list[tuple[int, str, int]]:
        return [(PRI_LOW, "portal.common.actor", -1)] if file.fullname == "django.http.request" else []


def add_actor(context: ClassDefContext) -> None:
    actor = context.api.lookup_fully_qualified_or_none("portal.common.actor.Actor")
    told: Type = Instance(actor.node, []) if actor and isinstance(actor.node, TypeInfo) else AnyType(TypeOfAny.explicit)
    variable = Var("actor", told)
    variable.info = context.cls.info
    variable._fullname = f"{REQUEST}.actor"
    context.cls.info.names["actor"] = SymbolTableNode(MDEF, variable, plugin_generated=True)


def plugin(_version: str) -> type[Plugin]:
    return HousePlugin
