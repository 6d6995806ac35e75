"""What a note is."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime, timezone

TAG = re.compile(r"(?<!\w)#([a-z][a-z0-9-]*)")
TITLE_LENGTH = 80


@dataclass(frozen=True)
class Note:
    """A text with the moment it was written; everything else follows from these."""

    text: str
    written: datetime = field(default_factory=lambda: datetime.now(timezone.utc))

    @property
    def id(self) -> str:
        """The first characters of the text's hash: equal notes are one note."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]

    @property
    def title(self) -> str:
        """The first line, shortened."""
        first = self.text.strip().split("\n", 1)[0].lstrip("# ")
        return first if len(first) <= TITLE_LENGTH else first[: TITLE_LENGTH - 1] + "…"

    @property
    def tags(self) -> tuple[str, ...]:
        """Words marked with #, sorted."""
        return tuple(sorted(set(TAG.findall(self.text.lower()))))

    def as_dict(self) -> dict[str, object]:
        """The form that goes out as JSON."""
        return {
            "id": self.id,
            "title": self.title,
            "text": self.text,
            "tags": list(self.tags),
            "written": self.written.isoformat(),
        }
