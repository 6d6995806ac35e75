"""Where the source of an image lies: the folder that its Dockerfile takes its files from."""

from collections.abc import Sequence
from posixpath import dirname

from wasmfit.model.deployment import Build, Recipe, normal

_PLAIN = frozenset({"", ".", "*"})


class Folders:
    """Answers about the folders of a tree, from the paths of its files."""

    def __init__(self, paths: Sequence[str]) -> None:
        """``paths`` are those of all files."""
        self._counts: dict[str, int] = {}
        for path in paths:
            folder = dirname(path)
            while True:
                self._counts[folder] = self._counts.get(folder, 0) + 1
                if not folder:
                    break
                folder = dirname(folder)

    def source(self, build: Build, recipe: Recipe | None) -> str | None:
        """The folder of an image's source; None when the tree does not hold the context.

        A context that is wider than the Dockerfile's own folder is narrowed to
        what the Dockerfile copies: around its own folder, else where most files
        lie; without such copies to the Dockerfile's folder itself.
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
        inside = own and own.startswith(f"{context}/" if context else "")
        if inside and (not copied or any(path.startswith(f"{own}/") for path in copied)):
            return own
        narrow = [path for path in copied if path != context]
        if inside and self._counts.get(own, 0) > 1 and not narrow:
            return own
        return max(narrow, key=lambda path: (self._counts[path], path), default=context)

    def _folder(self, context: str, copied: str) -> str | None:
        """The folder that a COPY takes, if it takes a whole one; the context itself is none."""
        if copied in _PLAIN:
            return None
        path = normal(f"{context}/{copied.rstrip('*')}")
        return path if path in self._counts and path != context else None
