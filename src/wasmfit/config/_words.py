"""Words of settings that the command line uses, too."""

CONDITIONS = (
    "none", "new", "error", "warning", "note", "build", "run", "silent",
    "adapt", "split", "keep", "unknown",
)  # fmt: skip
"""Words that ``fail_on`` and ``--fail-on`` understand."""
