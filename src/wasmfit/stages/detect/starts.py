"""Where a unit starts, and what shows that it serves."""

from collections.abc import Iterable, Mapping, Sequence
from posixpath import basename, dirname

from wasmfit.model.facts import FileFacts, UseKind
from wasmfit.model.project import Role, SourceFile

_FRAMEWORKS: Mapping[str, tuple[str, ...]] = {
    "javascript": (
        "@hapi/hapi.Server",
        "@hapi/hapi.server",
        "@nestjs/core.NestFactory.create",
        "express",
        "fastify",
        "hono.Hono",
        "koa",
        "polka",
        "restify.createServer",
    ),
    "python": (
        "aiohttp.web.Application",
        "bottle.Bottle",
        "cherrypy.quickstart",
        "dash.Dash",
        "django.core.asgi.get_asgi_application",
        "django.core.wsgi.get_wsgi_application",
        "falcon.API",
        "falcon.App",
        "falcon.asgi.App",
        "fastapi.FastAPI",
        "flask.Flask",
        "grpc.aio.server",
        "grpc.server",
        "litestar.Litestar",
        "pyramid.config.Configurator",
        "quart.Quart",
        "sanic.Sanic",
        "starlette.applications.Starlette",
        "tornado.web.Application",
    ),
}
"""An object that answers requests: who makes one is a service."""

_LISTENERS: Mapping[str, tuple[str, ...]] = {
    "c": ("listen",),
    "go": (
        "github.com/gin-gonic/gin.Default",
        "github.com/gin-gonic/gin.New",
        "github.com/gofiber/fiber/v2.New",
        "github.com/gofiber/fiber/v3.New",
        "github.com/labstack/echo/v4.New",
        "github.com/valyala/fasthttp.ListenAndServe",
        "google.golang.org/grpc.NewServer",
        "net.Listen",
        "net.ListenConfig.Listen",
        "net/http.ListenAndServe",
        "net/http.ListenAndServeTLS",
        "net/http.Serve",
        "net/http.Server.ListenAndServe",
        "net/http.Server.ListenAndServeTLS",
        "net/http.Server.Serve",
    ),
    "javascript": (
        "@hono/node-server.serve",
        "Bun.serve",
        "Deno.serve",
        "node:http.createServer",
        "node:http2.createSecureServer",
        "node:http2.createServer",
        "node:https.createServer",
        "node:net.createServer",
        "socket.io.Server",
        "ws.Server",
        "ws.WebSocketServer",
    ),
    "python": (
        "aiohttp.web.run_app",
        "asyncio.start_server",
        "asyncio.start_unix_server",
        "bottle.run",
        "gevent.pywsgi.WSGIServer",
        "http.server.BaseHTTPRequestHandler",
        "http.server.HTTPServer",
        "http.server.SimpleHTTPRequestHandler",
        "http.server.ThreadingHTTPServer",
        "hypercorn.asyncio.serve",
        "socket.create_server",
        "socketserver.*",
        "twisted.internet.reactor.listenTCP",
        "uvicorn.Server",
        "uvicorn.run",
        "waitress.serve",
        "websockets.serve",
        "werkzeug.serving.run_simple",
        "wsgiref.simple_server.make_server",
        "xmlrpc.server.SimpleXMLRPCServer",
    ),
    "rust": (
        "actix_web::HttpServer::new",
        "axum::serve",
        "hyper::Server::bind",
        "poem::Server::new",
        "rocket::build",
        "salvo::Server::new",
        "std::net::TcpListener::bind",
        "tiny_http::Server::http",
        "tokio::net::TcpListener::bind",
        "tonic::transport::Server::builder",
        "warp::serve",
    ),
}
"""Waiting for connections: a sign of a service only in what is an application anyway."""

SERVICE_SYMBOLS: Mapping[str, tuple[str, ...]] = {
    language: (*_FRAMEWORKS.get(language, ()), *_LISTENERS.get(language, ()))
    for language in sorted({*_FRAMEWORKS, *_LISTENERS})
}
"""Symbols the readers should report besides those of rules, by language (``*`` ends a prefix)."""

PROGRAM = "program"
"""The trait of a file that a compiled program starts with, wherever it lies."""

LIBRARY = "library"
"""The trait of a file that is part of a library which the project builds for others."""

PART = "for:"
"""Before the folder of a program that a file is part of, in a trait; one without is anybody's."""

_GATEWAYS = frozenset({"asgi.py", "passenger_wsgi.py", "wsgi.py"})
_EVIDENCE = frozenset({UseKind.CALL, UseKind.BASE, UseKind.VALUE})
_FACTORY = "app"


def listens(facts: FileFacts) -> bool:
    """Whether the file makes a request handler or waits for connections."""
    symbols = [use.symbol for use in facts.uses if use.kind in _EVIDENCE]
    return any(_is_one_of(symbol, SERVICE_SYMBOLS.get(facts.language, ())) for symbol in symbols)


def is_gateway(path: str) -> bool:
    """Whether servers look for their application in a file of this name."""
    return basename(path) in _GATEWAYS


def makes_application(facts: FileFacts) -> bool:
    """Whether the file makes a framework's object for itself.

    That is at top level or in a top-level factory such as ``create_app``; a
    method that makes one is a library at work.
    """
    return any(
        use.kind in _EVIDENCE
        and _is_one_of(use.symbol, _FRAMEWORKS.get(facts.language, ()))
        and (not use.scope or ("." not in use.scope and _FACTORY in use.scope))
        for use in facts.uses
    )


def _is_one_of(symbol: str, patterns: Iterable[str]) -> bool:
    return any(
        symbol.startswith(pattern[:-1]) if pattern.endswith("*") else symbol == pattern
        for pattern in patterns
    )


class Starts:
    """The files that start one unit. Paths are relative to the scanned root."""

    def __init__(
        self,
        unit: str,
        sources: Sequence[SourceFile],
        facts: Mapping[str, FileFacts],
        scripts: Sequence[str],
        *,
        packaged: bool,
    ) -> None:
        """``unit`` is the unit's directory, "" for the root; ``scripts`` are declared ones."""
        self._unit = unit
        self._paths = [source.path for source in sources if source.role is Role.SOURCE]
        self._packages = {dirname(path) for path in self._paths if basename(path) == "__init__.py"}
        self._facts = facts
        self._packaged = packaged
        self.declared = tuple(sorted({path for script in scripts for path in self._script(script)}))
        self.mains = tuple(path for path in self._paths if self._is_main(path))

    @property
    def top_packages(self) -> tuple[str, ...]:
        """The packages that lie in no other package, sorted."""
        return tuple(sorted(p for p in self._packages if dirname(p) not in self._packages))

    @property
    def programs(self) -> tuple[str, ...]:
        """The files that compiled programs start with, sorted."""
        return tuple(path for path in self.mains if PROGRAM in self._traits(path))

    def serving(self) -> tuple[str, ...]:
        """The files that show a service, sorted."""
        found = [path for path in self._paths if path in self._facts]
        return tuple(p for p in found if listens(self._facts[p]) or is_gateway(p))

    def making_application(self) -> tuple[str, ...]:
        """The files that make the unit's own request handler, sorted."""
        found = [path for path in self._paths if path in self._facts]
        return tuple(p for p in found if makes_application(self._facts[p]) or is_gateway(p))

    def _is_main(self, path: str) -> bool:
        """``__main__.py``, a compiled program, or a script that stands outside of packages.

        In a unit that builds a package only one at its top counts: deeper
        ones are for its developers.
        """
        if basename(path) == "__main__.py":
            return True
        folder = dirname(path)
        traits = self._traits(path)
        if "main" not in traits:
            return PROGRAM in traits
        tops = (self._unit, f"{self._unit}/src".lstrip("/"))
        return folder in tops if self._packaged else folder not in self._packages

    def _traits(self, path: str) -> tuple[str, ...]:
        return self._facts[path].traits if path in self._facts else ()

    def _script(self, script: str) -> list[str]:
        """The file of ``module:function`` or of a path; nothing when it lies elsewhere."""
        module = script.partition(":")[0].strip()
        stem = module if "/" in module else module.replace(".", "/")
        endings = (stem, f"{stem}.py", f"{stem}/__init__.py")
        roots = (self._unit, f"{self._unit}/src".lstrip("/"))
        exact = [f"{root}/{ending}".lstrip("/") for root in roots for ending in endings]
        known = set(self._paths)
        for path in exact:
            if path in known:
                return [path]
        near = [p for p in self._paths if any(p.endswith(f"/{ending}") for ending in endings)]
        return near if len(near) == 1 else []
