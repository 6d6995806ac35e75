"""What a build description says, collected while reading it."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from wasmfit.languages.c.expressions import either, opposite
from wasmfit.languages.c.wanted import wanted
from wasmfit.model.condition import ALWAYS, NEVER, UNSURE, Atom, Condition
from wasmfit.model.facts import Certainty, Flag, Guard, Import, Use, UseKind
from wasmfit.model.reader import Interest
from wasmfit.syntax.lines import Lines

SYSTEM_MACROS: dict[str, tuple[str, ...]] = {
    "WIN32": ("_WIN32",),
    "WINDOWS": ("_WIN32",),
    "WINNT": ("_WIN32",),
    "MINGW": ("__MINGW32__",),
    "MINGW32": ("__MINGW32__",),
    "MSVC": ("_MSC_VER",),
    "CYGWIN": ("__CYGWIN__",),
    "MSYS": ("__CYGWIN__",),
    "APPLE": ("__APPLE__",),
    "DARWIN": ("__APPLE__",),
    "MACOS": ("__APPLE__",),
    "IOS": ("__APPLE__",),
    "LINUX": ("__linux__",),
    "ANDROID": ("__ANDROID__",),
    "BSD": ("__FreeBSD__", "__NetBSD__", "__OpenBSD__"),
    "FREEBSD": ("__FreeBSD__",),
    "NETBSD": ("__NetBSD__",),
    "OPENBSD": ("__OpenBSD__",),
    "SOLARIS": ("__sun",),
    "SUNOS": ("__sun",),
    "HAIKU": ("__HAIKU__",),
    "DRAGONFLY": ("__DragonFly__",),
    "AIX": ("_AIX",),
    "OS390": ("__MVS__",),
    "OS400": ("__OS400__",),
    "QNX": ("__QNX__",),
    "HURD": ("__GNU__",),
    "KFREEBSD": ("__FreeBSD_kernel__",),
    "HPUX": ("__hpux",),
    "HP-UX": ("__hpux",),
    "IRIX": ("__sgi",),
    "UNIX": ("__unix__", "__APPLE__"),
    "EMSCRIPTEN": ("__EMSCRIPTEN__",),
    "WASI": ("__wasi__",),
}
_HEADER_ENDS = ("_H", "_HPP")


CHOICE = "if "
"""Before the name of a condition of the build, where names of macros stand."""

BELOW = "&"
"""Behind the name of a macro that a description gives only to sources below its folder."""

OF_WINDOWS = frozenset(
    {
        "closesocket", "ioctlsocket", "windows.h", "winsock.h", "winsock2.h", "ws2tcpip.h", "io.h",
        "direct.h", "process.h", "conio.h", "CloseSocket", "IoctlSocket", "ws2_32", "winioctl.h",
        "_beginthread", "_fseeki64", "WSAStartup",
    }
)  # fmt: skip
"""What a check finds on Windows alone."""


def probe(symbol: str) -> Condition:
    """The condition that a check of the build finds a function, header or constant."""
    if symbol in OF_WINDOWS:
        return Atom("macro:_WIN32")
    return Atom(f"macro:{symbol}" if symbol.isupper() else f"has:{symbol}")


def on_system(name: str) -> Condition | None:
    """The condition that the target is a system, by a build tool's name for it."""
    macros = SYSTEM_MACROS.get(name.upper())
    return either(Atom(f"macro:{macro}") for macro in macros) if macros else None


ASKS_UNWINDING = "-fexceptions"
WITHOUT = {
    "-fno-exceptions": ("__EXCEPTIONS", "__cpp_exceptions"),
    "-fno-rtti": ("__GXX_RTTI", "__cpp_rtti"),
}
"""Options of the compiler and the macros that are not defined because of them."""


def switched_off(name: str) -> Condition:
    """False, in a way that keeps what stands behind it in the report: it can be switched on."""
    return Atom(f"unset:{name}")


class Notes:
    """The facts of one build description."""

    def __init__(self, path: str, data: bytes, interest: Interest) -> None:
        """Readers fill ``flags``, ``sources`` and the libraries."""
        self.path, self.interest = path, interest
        self.text = data.decode("utf-8", "replace")
        self.flags: list[Flag] = []
        self.sources: list[Import] = []
        self.reached: Condition = UNSURE
        """Whether a build at its defaults comes to the place that is being read."""
        self.data, self.lines = data, Lines(data)
        self._options: list[tuple[str, int, tuple[Guard, ...]]] = []
        self._libraries: list[tuple[str, int, tuple[Guard, ...]]] = []
        self._line_ends = [match.start() for match in re.finditer("\n", self.text)]

    def checked(self, macro: str, symbol: str) -> None:
        """The build defines the macro where a function or header is there."""
        self.flags.append(Flag(f"{macro}=1", self._here(macro, probe(symbol))))

    def made(self, macro: str, value: str = "1") -> None:
        """The build may define the macro; when, it does not say."""
        self.flags.append(Flag(f"{macro}={value}", self._here(macro, UNSURE)))

    def _here(self, macro: str, condition: Condition) -> Condition:
        return switched_off(macro) if self.reached == NEVER else condition

    def defined(self, macro: str, value: str) -> None:
        """The build defines the macro where it comes to this place."""
        if self.reached == ALWAYS:
            self.flags.append(Flag(f"{macro}={value if value.isdecimal() else '1'}", ALWAYS))
        else:
            self.named(macro)

    def defines(self, macro: str, value: str, condition: Condition) -> None:
        """The build always writes this definition, which stands under a condition."""
        self.flags.append(Flag(f"{macro}={value}", condition))

    def compiled_with(self, macro: str, value: str, condition: Condition) -> None:
        """The compiler is called with the macro, for sources in this folder and below."""
        self.flags.append(Flag(f"{macro}{BELOW}={value}", condition))

    def option(self, word: str, offset: int, guards: Sequence[Guard], *, every: bool) -> None:
        """An option of the compiler; ``every`` says that all sources below are compiled with it."""
        if word == ASKS_UNWINDING:
            self._options.append((word, offset, tuple(guards)))
        held = all(guard.condition == ALWAYS for guard in guards) and every
        for macro in WITHOUT.get(word, ()):
            off = switched_off(macro) if held else UNSURE
            self.flags.append(Flag(f"{macro}{BELOW}=1", off))

    def chosen(self, name: str, condition: Condition) -> None:
        """A condition of the build by its name: automake's ``if NAME``."""
        if condition in (ALWAYS, NEVER):
            off = switched_off(f"{CHOICE}{name}")
            condition = off if condition == NEVER else opposite(off)
        self.flags.append(Flag(f"{CHOICE}{name}=1", condition))

    def named(self, macro: str) -> None:
        """The build makes this macro: its name alone tells what was checked."""
        symbol = self.symbol_of(macro)
        if symbol:
            self.checked(macro, symbol)
        else:
            self.made(macro)

    def symbol_of(self, macro: str) -> str:
        """The function or header that ``HAVE_X`` asks for; empty when it is not plain."""
        word = re.sub(r"^HAVE_(?:DECL_|WORKING_)?", "", macro)
        if word == macro:
            return ""
        if word.endswith(_HEADER_ENDS):
            spelled = word.lower()[:-2]
            for header in (f"{spelled}.h", f"{spelled.replace('_', '/', 1)}.h"):
                if self.interest.wants(header):
                    return header
            return ""
        return word.lower() if wanted(self.interest).is_wanted(word.lower()) else ""

    def library(self, name: str, offset: int, guards: Sequence[Guard] = ()) -> None:
        """A library that is linked; ``offset`` counts characters of ``text``."""
        if self.reached != NEVER:
            self._libraries.append((name, offset, tuple(guards)))

    def source(self, name: str, offset: int, guards: Sequence[Guard] = ()) -> None:
        """A source file that is compiled under these conditions."""
        line = self._line(offset)
        self.sources.append(Import(module=name, line=line, guards=tuple(guards)))

    def guard(self, condition: Condition, text: str, offset: int) -> Guard:
        """A guard that stands in this file."""
        return Guard(condition, text, self.path, self._line(offset))

    def words(self) -> tuple[str, ...]:
        """Every word of the description, in small letters."""
        return tuple(sorted(set(re.findall(r"[a-z_]\w*", self.text.lower()))))

    def _line(self, offset: int) -> int:
        return bisect_left(self._line_ends, offset) + 1

    def _unwinding(self) -> Iterator[Use]:
        for word, offset, guards in self._options:
            if self.interest.wants(word):
                start = len(self.text[:offset].encode())
                span = self.lines.span(start, start + len(word))
                yield Use(kind=UseKind.SYNTAX, symbol=word, span=span, guards=guards)

    def links(self) -> Iterator[Use]:
        """The linked libraries that rules speak of, each once per place."""
        yield from self._unwinding()
        seen = set()
        for name, offset, guards in self._libraries:
            symbol = next((s for s in (name, name.lower()) if self.interest.wants(s)), "")
            start = len(self.text[:offset].encode())
            if symbol and (symbol, start) not in seen:
                seen.add((symbol, start))
                yield Use(
                    kind=UseKind.LINK,
                    symbol=symbol,
                    span=self.lines.span(start, start + len(name.encode())),
                    guards=guards,
                    certainty=Certainty.MEDIUM,
                )
