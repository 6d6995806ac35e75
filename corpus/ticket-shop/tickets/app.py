"""Sells tickets over WSGI; the price comes from another service."""

import json
import os
import urllib.request

import seats


def application(environ, start_response):
    """Answer with the best free seat and its price."""
    place = seats.best(seats.free(taken=set()))
    body = json.dumps({"seat": place, "price": price(place)}).encode()
    start_response("200 OK", [("Content-Type", "application/json")])
    return [body]


def price(place):
    """What the pricing service says."""
    address = f"{os.environ['PRICING_URL']}?row={place[0]}"
    with urllib.request.urlopen(address) as answer:
        return json.load(answer)["price"]


if __name__ == "__main__":
    from wsgiref.simple_server import make_server

    make_server("", 8000, application).serve_forever()
