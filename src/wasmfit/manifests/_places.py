"""Package URLs for what is fetched from an address instead of a registry."""

import re

_FORGE = re.compile(
    r"(?:git\+)?(?:https?|ssh|git)://(?:[^/@]*@)?(?:www\.)?(?P<host>github\.com|gitlab\.com|bitbucket\.org)"
    r"[/:](?P<owner>[\w.-]+)/(?P<name>[\w.-]+?)(?:\.git)?(?P<rest>(?:[/?#].*)?)$"
    r"|git@(?P<host2>github\.com|gitlab\.com|bitbucket\.org):(?P<owner2>[\w.-]+)/(?P<name2>[\w.-]+?)(?:\.git)?$"
)
_VERSION = re.compile(
    r"(?:/(?:archive|releases/download)/(?:refs/(?:tags|heads)/)?|[?&]ref=|#)"
    r"(?P<version>[^/?#&]+?)(?:\.tar\.\w+|\.tgz|\.zip)?(?:$|[/?#&])"
)
_NAME = re.compile(r"[^\w.+-]+")


def purl_of_address(address: str, name: str) -> tuple[str, str]:
    """Package URL without version, and the version an address tells.

    Without a forge that people know the project by, ``name`` is all there is.
    """
    match = _FORGE.match(address.strip())
    if match is None:
        return f"pkg:generic/{_NAME.sub('-', name).lower()}", ""
    host = (match["host"] or match["host2"]).partition(".")[0]
    owner, project = match["owner"] or match["owner2"], match["name"] or match["name2"]
    version = _VERSION.search(match["rest"] or "")
    return f"pkg:{host}/{owner}/{project}".lower(), version["version"] if version else ""
