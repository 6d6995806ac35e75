"""What manifests of Swift packages share."""

import re

_ADDRESS = re.compile(r"(?:[a-z+]+://)?(?:[^/@]*@)?(?P<host>[^/:]+)(?::\d+)?[/:](?P<path>.+?)/?$")


def purl(address: str) -> str:
    """The package URL of the repository at an address, without version."""
    match = _ADDRESS.match(address)
    if match is None:
        return f"pkg:swift/{address.removesuffix('.git').strip('/').lower()}"
    return f"pkg:swift/{match['host']}/{match['path'].removesuffix('.git')}".lower()
