"""What an identifier can mean."""

from dataclasses import dataclass
from enum import Enum

DECLARATORS = frozenset(
    {
        "pointer_declarator",
        "array_declarator",
        "parenthesized_declarator",
        "function_declarator",
        "reference_declarator",
        "attributed_declarator",
        "init_declarator",
        "gnu_asm_expression",
        "structured_binding_declarator",
    }
)
CLASSES = frozenset({"class_specifier", "struct_specifier", "union_specifier"})


class Role(Enum):
    """What an identifier does."""

    CALL = "call"
    VALUE = "value"
    MENTION = "mention"
    FUNCTION = "function"
    PROTOTYPE = "prototype"
    VARIABLE = "variable"
    MEMBER = "member"
    DATA = "data"
    NONE = "none"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Meaning:
    """A role, and what goes with it.

    ``scope`` is the bytes in which a variable is bound (None: the whole
    file), ``name`` the class of a member or the name of something in ``std``,
    ``local`` says that other files cannot see a function, ``typed`` that the
    name stands for a type: only C++ has types that rules speak of.
    """

    role: Role
    scope: tuple[int, int] | None = None
    name: str = ""
    local: bool = False
    typed: bool = False


NOTHING = Meaning(Role.NONE)
LOST = Meaning(Role.LOST)
