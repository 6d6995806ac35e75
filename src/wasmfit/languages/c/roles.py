"""What a name means where it stands: a call, a function reference, a declaration."""

import re

from wasmfit.languages.c.meanings import (
    CLASSES,
    DECLARATORS,
    LOST,
    NOTHING,
    Meaning,
    Role,
)
from wasmfit.syntax.tree import Node, ancestors, text

BLOCKS = frozenset(
    {"compound_statement", "for_statement", "for_range_loop", "lambda_expression", "catch_clause",
     "if_statement", "while_statement", "switch_statement"}
)  # fmt: skip
IGNORED = frozenset(
    {
        "attribute_specifier",
        "attribute_declaration",
        "sizeof_expression",
        "alignof_expression",
        "offsetof_expression",
        "decltype",
        "enumerator",
        "base_class_clause",
        "using_declaration",
        "alias_declaration",
        "static_assert_declaration",
        "ms_declspec_modifier",
        "type_definition",
    }
)
_NOT_DECLARED = {
    "function_definition": ("body", "type"),
    "declaration": ("type",),
    "field_declaration": ("type",),
    "parameter_declaration": ("type", "default_value"),
    "optional_parameter_declaration": ("type", "default_value"),
    "for_range_loop": ("right", "body", "type"),
    "type_definition": (),
}
"""What declares names, and the fields in which names are used instead."""
TYPE_OPERATORS = frozenset({"typeof", "__typeof__", "__typeof", "alignof", "_Alignof", "decltype"})
CONVEYING = frozenset(
    {"argument_list", "initializer_list", "initializer_pair", "init_declarator",
     "return_statement", "pointer_expression", "conditional_expression", "cast_expression",
     "parenthesized_expression", "comma_expression", "assignment_expression", "compound_statement"}
)  # fmt: skip


def meaning(node: Node) -> Meaning:
    """The meaning of an identifier, field or type name in a syntax tree."""
    parent = node.parent
    if parent is None or parent.type == "ERROR":
        return LOST
    if node.type in ("type_identifier", "namespace_identifier"):
        return _type_name(node, parent)
    if node.type == "field_identifier":
        return _member(node)
    if node.type != "identifier":
        return NOTHING
    if parent.type == "qualified_identifier":
        return _qualified(node)
    return _plain(node, parent)


def _plain(node: Node, parent: Node) -> Meaning:
    if parent.type == "enumerator" and parent.child_by_field_name("name") == node:
        return Meaning(Role.VARIABLE)
    if parent.type == "template_function":
        node = parent
    if parent.type in ("parameter_list", "identifier_list", "macro_type_specifier"):
        return _old_parameter(parent)
    declared = _declared(node)
    if declared is not None:
        return declared
    return _expression(node)


def _expression(node: Node) -> Meaning:
    inner, parent = node, node.parent
    while parent is not None and parent.type == "parenthesized_expression":
        inner, parent = parent, parent.parent
    if parent is None or parent.type == "ERROR":
        return LOST
    if parent.type == "call_expression" and parent.child_by_field_name("function") == inner:
        return NOTHING if _ignored(parent) else Meaning(Role.CALL)
    if _ignored(node):
        return NOTHING
    return _value(node, parent)


def _value(node: Node, parent: Node) -> Meaning:
    if parent.type == "argument_list" and _is_macro_call(parent):
        return NOTHING
    if parent.type == "pointer_expression" and text(parent)[:1] == "*":
        return Meaning(Role.DATA)
    if parent.type == "assignment_expression":
        given = parent.child_by_field_name("right") == node
        return Meaning(Role.VALUE if given else Role.DATA)
    if parent.type == "binary_expression":
        operator = parent.child_by_field_name("operator")
        if operator is not None and text(operator) in ("==", "!=", "&&", "||"):
            return Meaning(Role.VALUE)
        return Meaning(Role.DATA)
    if parent.type in CONVEYING:
        return Meaning(Role.VALUE)
    if parent.type in ("case_statement", "subscript_argument_list", "expression_statement"):
        return Meaning(Role.NONE if parent.type == "expression_statement" else Role.DATA)
    return Meaning(Role.DATA)


def _is_macro_call(arguments: Node) -> bool:
    """Whether arguments go to what looks like a macro: it may paste or quote them."""
    call = arguments.parent
    function = call.child_by_field_name("function") if call is not None else None
    return function is not None and text(function).isupper()


def _ignored(node: Node) -> bool:
    for child, parent in ancestors(node):
        if parent.type in IGNORED:
            return not (parent.type == "enumerator" and child != parent.child_by_field_name("name"))
        if parent.type == "call_expression":
            function = parent.child_by_field_name("function")
            if function is not None and child != function and text(function) in TYPE_OPERATORS:
                return True
        if parent.type in ("compound_statement", "init_declarator", "field_initializer_list"):
            return False
        if parent.type == "translation_unit":
            return child.type == "expression_statement"
    return False


def _declared(node: Node) -> Meaning | None:
    """The meaning of a name that a declarator declares; None when it is an expression."""
    kind, child, bracketed = "", node, False
    for below, parent in ancestors(node):
        child = below
        if parent.type not in DECLARATORS:
            break
        named = parent.child_by_field_name("declarator")
        if named is None and parent.named_child_count:
            named = parent.named_children[0]
        if named != below:
            return None
        if not kind and parent.type == "parenthesized_declarator":
            bracketed = True
        elif not kind and parent.type != "init_declarator":
            kind = parent.type
        child = parent
    owner = child.parent
    if owner is None:
        return None
    if bracketed and not kind and owner.type in ("function_definition", "declaration"):
        return NOTHING
    return _owned(child, owner, function=kind == "function_declarator")


def _owned(child: Node, owner: Node, *, function: bool) -> Meaning | None:
    fields = _NOT_DECLARED.get(owner.type)
    if fields is None or any(child == owner.child_by_field_name(field) for field in fields):
        return None
    match owner.type:
        case "function_definition":
            return Meaning(Role.FUNCTION, local=_is_local(owner))
        case "parameter_declaration" | "optional_parameter_declaration":
            return _parameter(owner)
        case "for_range_loop":
            return Meaning(Role.VARIABLE, (owner.start_byte, owner.end_byte))
        case "type_definition":
            return NOTHING
        case _ if function:
            return Meaning(Role.PROTOTYPE, name=_namespace(owner))
        case _:
            return Meaning(Role.VARIABLE, _block(owner))


def _is_local(definition: Node) -> bool:
    for child in definition.children:
        if child.type == "storage_class_specifier" and text(child) in ("static", "inline"):
            return True
        if child.type == "function_declarator":
            break
    return bool(_namespace(definition))


def _namespace(node: Node) -> str:
    for _, parent in ancestors(node):
        if parent.type == "namespace_definition":
            name = parent.child_by_field_name("name")
            return text(name) if name is not None else "(anonymous)"
    return ""


def _block(declaration: Node) -> tuple[int, int] | None:
    for _, parent in ancestors(declaration):
        if parent.type in BLOCKS:
            return declaration.start_byte, parent.end_byte
        if parent.type == "function_definition":
            return parent.start_byte, parent.end_byte
    return None


def _parameter(parameter: Node) -> Meaning:
    """A parameter is bound in the function it belongs to, nowhere in a prototype."""
    depth = 0
    for child, parent in ancestors(parameter):
        depth += parent.type == "parameter_list"
        if parent.type in ("function_definition", "lambda_expression", "catch_clause"):
            if child == parent.child_by_field_name("body") or depth > 1:
                return NOTHING
            return Meaning(Role.VARIABLE, (parent.start_byte, parent.end_byte))
        if parent.type in ("compound_statement", "translation_unit", "field_declaration_list"):
            break
    return NOTHING


def _old_parameter(parameters: Node) -> Meaning:
    for _, parent in ancestors(parameters):
        if parent.type == "function_definition":
            return Meaning(Role.VARIABLE, (parent.start_byte, parent.end_byte))
    return NOTHING


def _member(node: Node) -> Meaning:
    """A field or method where a class declares it; nothing after a dot or an arrow."""
    for child, parent in ancestors(node):
        if parent.type in ("field_expression", "field_designator", "initializer_pair"):
            return NOTHING
        if parent.type in CLASSES:
            if child.type != "field_declaration_list":
                return NOTHING
            name = parent.child_by_field_name("name")
            return Meaning(Role.MEMBER, name=text(name) if name is not None else "")
        if parent.type in ("compound_statement", "parameter_list"):
            return NOTHING
    return NOTHING


def qualified_name(node: Node) -> tuple[str, Node]:
    """The whole ``a::b::c`` that a name is the end of, and its outermost node."""
    outer = node
    for _, parent in ancestors(node):
        if parent.type not in ("qualified_identifier", "template_function"):
            break
        outer = parent
    return re.sub(r"\s+", "", text(outer).partition("<")[0]), outer


def _qualified(node: Node) -> Meaning:
    name, outer = qualified_name(node)
    if not name.endswith(text(node)):
        return NOTHING
    declared = _declared(outer)
    if declared is not None and declared.role in (Role.FUNCTION, Role.PROTOTYPE):
        scopes = name.split("::")
        return Meaning(Role.MEMBER, name=scopes[-2] if len(scopes) > 1 else "")
    if name.startswith("::") and name.count("::") == 1:
        return _expression(outer)
    if not name.removeprefix("::").startswith("std::"):
        return NOTHING
    found = _expression(outer)
    return Meaning(found.role, name=name.removeprefix("::"))


def _type_name(node: Node, parent: Node) -> Meaning:
    """A class of the standard library, where it is named."""
    if parent.type == "qualified_identifier":
        name, outer = qualified_name(node)
        name = name.removeprefix("::")
        if not name.startswith("std::") or not name.endswith(text(node)):
            return NOTHING
    else:
        name, outer = "", node
        if parent.type in CLASSES or parent.type == "type_definition":
            return NOTHING
    holder = outer.parent
    built = holder is not None and (
        holder.type == "new_expression" or (holder.type == "declaration" and _is_built(holder))
    )
    return Meaning(Role.CALL if built else Role.MENTION, name=name, typed=True)


def _is_built(declaration: Node) -> bool:
    declarators = declaration.children_by_field_name("declarator")
    return bool(declarators) and declarators[0].type not in (
        "reference_declarator",
        "pointer_declarator",
    )
