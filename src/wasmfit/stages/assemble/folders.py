"""Where the source of an image lies: the folder that its Dockerfile takes its files from."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property
from posixpath import dirname

from wasmfit.model.deployment import Build, Recipe, normal

_PLAIN = frozenset({"", ".", "*"})
_ROOMS = frozenset(
    {
        ".docker", "build", "ci", "container", "containers", "deploy", "deployment",
        "deployments", "docker", "dockerfiles", "images", "packaging",
    }
)  # fmt: skip
"""Folders that are called after what is done with a program, and not after a program."""


class Folders:
    """Answers about the folders of a tree, from the paths of its files."""

    def __init__(self, paths: Sequence[str], declares: Callable[[str], bool]) -> None:
        """``paths`` are those of all files, ``declares`` says which is a manifest of code."""
        self._paths, self._declares = paths, declares
        self._coded: dict[str, bool] = {}
        self._counts: dict[str, int] = {}
        for folder, files in Counter(map(dirname, paths)).items():
            around = folder
            self._counts[""] = self._counts.get("", 0) + files
            while around:
                self._counts[around] = self._counts.get(around, 0) + files
                around = dirname(around)

    def source(self, build: Build, recipe: Recipe | None) -> str | None:
        """The folder of an image's source; None when the tree does not hold the context.

        A context that is wider than the Dockerfile's own folder is narrowed to
        what the Dockerfile copies: around its own folder, else where most files
        lie; without such copies to the Dockerfile's folder itself. One that is
        copied as a whole stays as wide where the Dockerfile lies in a folder
        for Dockerfiles that declares no code (``docker/Dockerfile``).
        """
        context, own = build.context, dirname(build.dockerfile)
        if context == ".." or context not in self._counts:
            return None
        if own == context or not recipe:
            return context
        copied = [path for one in recipe.copies if (path := self._folder(context, one)) is not None]
        around = [path for path in copied if f"{own}/".startswith(f"{path}/")]
        if around:
            return max(around, key=len)
        if self._is_whole(recipe) and self._is_room(own):
            return context
        inside = own and own.startswith(f"{context}/" if context else "")
        if inside and (not copied or any(path.startswith(f"{own}/") for path in copied)):
            return own
        narrow = [path for path in copied if path != context]
        if inside and self._counts.get(own, 0) > 1 and not narrow:
            return own
        return max(narrow, key=lambda path: (self._counts[path], path), default=context)

    def context(self, own: str, recipe: Recipe) -> str:
        """The context that a Dockerfile nobody speaks of is built in: its folder, or the root.

        A folder that holds nothing but the Dockerfile gives it nothing to copy.
        """
        bare = self._counts.get(own, 0) <= 1 and self._is_room(own)
        return "" if bare and self._is_whole(recipe) and self.holds_code("") else own

    def holds_code(self, folder: str) -> bool:
        """Whether a manifest in that very folder declares code."""
        if folder not in self._coded:
            self._coded[folder] = any(map(self._declares, self._inside.get(folder, ())))
        return self._coded[folder]

    @cached_property
    def _inside(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in self._paths:
            found.setdefault(dirname(path), []).append(path)
        return found

    def _is_room(self, own: str) -> bool:
        return not _ROOMS.isdisjoint(own.split("/")) and not self.holds_code(own)

    def _is_whole(self, recipe: Recipe) -> bool:
        return not _PLAIN.isdisjoint(recipe.copies)

    def _folder(self, context: str, copied: str) -> str | None:
        """The folder that a COPY takes, if it takes a whole one; the context itself is none."""
        if copied in _PLAIN:
            return None
        path = normal(f"{context}/{copied.rstrip('*')}")
        return path if path in self._counts and path != context else None
