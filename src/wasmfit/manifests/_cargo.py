"""What manifests of Rust packages share: features that are on, conditions on targets."""

import re
from collections.abc import Mapping
from typing import Any

from wasmfit.model.condition import UNSURE, Atom, Condition, all_of
from wasmfit.syntax.rust_cfg import cfg_condition

_SYSTEMS = ("linux", "windows", "android", "freebsd", "netbsd", "openbsd", "solaris", "ios")
_CREDENTIALS = re.compile(r"(?<=//)[^/@\s]+@")
_CFG = re.compile(r"\s*cfg\s*\((.*)\)\s*", re.DOTALL)


def enabled_features(features: Mapping[str, Any]) -> frozenset[str]:
    """Everything that ``default`` switches on, itself included.

    Features by name, dependencies as ``dep:name``, features of dependencies
    as ``name/feature`` (``name?/feature`` only if the dependency is on).
    """
    on: set[str] = set()
    todo = ["default"] if "default" in features else []
    while todo:
        feature = todo.pop()
        if feature in on:
            continue
        on.add(feature)
        listed = features.get(feature)
        if isinstance(listed, list):
            todo.extend(one for one in listed if isinstance(one, str))
        owner, slash, _ = feature.partition("/")
        if slash and not owner.endswith("?"):
            todo.append(f"dep:{owner}")
        elif not slash and feature not in features and not feature.startswith("dep:"):
            todo.append(f"dep:{feature}")
    return frozenset(on)


def without_credentials(address: str) -> str:
    """An address with user name and password left out."""
    return _CREDENTIALS.sub("", address)


def target_condition(target: str) -> Condition | None:
    """The condition of a key below ``[target]``: ``cfg(…)`` or the name of a target."""
    predicate = _CFG.fullmatch(target)
    if predicate:
        return cfg_condition(predicate[1])
    parts = target.split("-")
    arch = Atom("cfg:target_arch", "==", parts[0].replace("i686", "x86"))
    if "wasi" in target:
        return all_of((arch, Atom("cfg:target_os", "==", "wasi")))
    if target.endswith("unknown-unknown"):
        return all_of((arch, Atom("cfg:target_os", "==", "unknown")))
    if "emscripten" in parts:
        return all_of((arch, Atom("cfg:target_os", "==", "emscripten")))
    if "darwin" in parts:
        return all_of((arch, Atom("cfg:target_os", "==", "macos")))
    system = next((name for name in _SYSTEMS if name in parts), None)
    return all_of((arch, Atom("cfg:target_os", "==", system))) if system else UNSURE
