"""Find what is known of a service by its image, or by its name."""

from collections.abc import Iterable

from wasmfit.model.deployment import image_name
from wasmfit.model.services import KnownService


class Services:
    """Known services by the last two parts of an image reference, or the last."""

    def __init__(self, services: Iterable[KnownService]) -> None:
        """The names of an entry are looked up as they stand."""
        self._names = {name: one for one in services for name in one.names}

    def by_image(self, reference: str) -> KnownService | None:
        """What an image is; None when it is not known, or hidden by a variable."""
        parts = image_name(reference).split("/")
        return self._names.get("/".join(parts[-2:])) or self._names.get(parts[-1])

    def by_name(self, name: str) -> KnownService | None:
        """What a service without image is, by its name alone; base images are nothing."""
        found = self._names.get(name.lower())
        return None if found is None or found.placement == "analyse" else found
