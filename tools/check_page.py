"""Use the HTML report in headless Chromium as a person would, and look for what is wrong.

python tools/check_page.py                 of a report with 10,000 findings made for it
python tools/check_page.py report.html     of a page of yours (filters need a finding or two)

Needs Chromium and its driver on the path (Debian: chromium, chromium-driver) and Selenium
(``make page`` installs it). Prints one line per check, leaves pictures under out/page/, and ends
with exit code 1 when a check failed.
"""

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

CROWD = 10_000
"""Findings of the report that is made when none is named."""

LARGEST = 6_000_000
"""Bytes that such a page may have."""

SECONDS = 2.0
"""Within which a page has to be usable, and a filter has to have answered."""

PICTURES = Path("out/page")
SIZES = {"desktop": (1280, 900), "narrow": (390, 844)}


def main() -> int:
    """Check one page."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("page", nargs="?", type=Path, help="an HTML report (default: a made one)")
    page = parser.parse_args().page
    with tempfile.TemporaryDirectory() as folder:
        chosen = (page or _made(Path(folder))).resolve()
        driver = _browser()
        try:
            wrong = [name for name, said in _checks(driver, chosen) if not _told(name, said)]
        finally:
            driver.quit()
    return 1 if wrong else 0


def _made(folder: Path) -> Path:
    """A page as large as pages get, out of the builders of the tests."""
    sys.path[:0] = [str(Path(__file__).resolve().parent.parent / "tests")]
    from build_crowd import crowded
    from wasmfit.model.renderer import Style
    from wasmfit.render.as_html import RENDERER

    page = folder / "crowd.html"
    page.write_text(RENDERER.render(crowded(CROWD), Style()), "utf-8")
    return page


def _browser() -> Any:  # noqa: ANN401 - Selenium's own types differ between versions
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or shutil.which("google-chrome") or ""
    for word in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1280,900"):
        options.add_argument(word)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(options, Service(shutil.which("chromedriver")))


def _told(name: str, said: str) -> bool:
    print(f"{'FAILED' if said else 'ok'}  {name}{': ' + said if said else ''}")
    return not said


def _checks(driver: Any, page: Path) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    size = page.stat().st_size
    yield f"{size:,} bytes", "" if size <= LARGEST else f"more than {LARGEST:,}"
    begun = time.monotonic()
    driver.get(page.as_uri())
    _tally(driver)
    yield "usable in time", _late(begun)
    yield "no network request", _requests(driver, page)
    yield "by keyboard", _keyboard(driver)
    yield from _filters(driver)
    yield from _targets(driver)
    yield from _graph(driver)
    yield from _pictures(driver)
    errors = [entry["message"] for entry in driver.get_log("browser")]
    yield "nothing on the console", "; ".join(errors[:3])


def _late(begun: float) -> str:
    passed = time.monotonic() - begun
    return "" if passed <= SECONDS else f"{passed:.1f} s, not {SECONDS:.0f}"


def _requests(driver: Any, page: Path) -> str:  # noqa: ANN401
    """Addresses that were asked for besides the page itself."""
    asked = []
    for entry in driver.get_log("performance"):
        told = json.loads(entry["message"])["message"]
        if told["method"] == "Network.requestWillBeSent":
            asked.append(told["params"]["request"]["url"])
    fine = (page.as_uri(), "data:", "chrome:", "about:")
    return ", ".join(url for url in asked if not url.startswith(fine))


def _find(driver: Any, selector: str) -> Any:  # noqa: ANN401
    return driver.find_element(By.CSS_SELECTOR, selector)


def _tally(driver: Any) -> int:  # noqa: ANN401
    """How many findings the table says it holds."""
    return int(_find(driver, "#tally").text.split()[0])


def _until(met: Callable[[], bool]) -> str:
    begun = time.monotonic()
    while not met():
        if said := _late(begun):
            return said
        time.sleep(0.02)
    return ""


def _filters(driver: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    every = _tally(driver)
    symbol = _find(driver, "#rows .open").text
    _find(driver, "#f-text").send_keys(symbol)
    yield "filter by text", _until(lambda: 0 < _tally(driver) < every)
    shown = {one.text for one in driver.find_elements(By.CSS_SELECTOR, "#rows .open")}
    odd = sorted(name for name in shown if symbol not in name)
    yield "only what was asked for is left", ", ".join(odd[:3])
    _find(driver, "#filters button[type=reset]").click()
    yield "reset", _until(lambda: _tally(driver) == every)
    Select(_find(driver, "#f-capability")).select_by_index(1)
    yield "filter by capability", _until(lambda: 0 < _tally(driver) < every)
    _find(driver, "#filters button[type=reset]").click()
    _until(lambda: _tally(driver) == every)
    _find(driver, "#rows .open").click()
    yield "a finding opens", _until(lambda: bool(_find(driver, "#rows .detail").text))


def _targets(driver: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    labels = driver.find_elements(By.CSS_SELECTOR, "#switch label")
    choices = driver.find_elements(By.CSS_SELECTOR, "#switch input")
    choices[-1].click()
    name = labels[-1].text.split()[0]
    yield "switch of target", _until(lambda: f"findings on {name}" in _find(driver, "#tally").text)
    panels = driver.find_elements(By.CSS_SELECTOR, ".panel")
    seen = {one.get_attribute("class") for one in panels if one.is_displayed()}
    last = f"on-{len(labels) - 1}"
    odd = sorted(name for name in seen if name and last not in name.split())
    yield "only panels of that target are shown", ", ".join(odd)
    choices[0].click()


def _graph(driver: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    nodes = [n for n in driver.find_elements(By.CSS_SELECTOR, "svg .node") if n.is_displayed()]
    if not nodes:
        return
    every = _tally(driver)
    driver.execute_script("arguments[0].focus()", nodes[-1])
    yield (
        "a box of the graph lights up its ways",
        _until(lambda: len(driver.find_elements(By.CSS_SELECTOR, "svg .node.lit")) > 1),
    )
    nodes[-1].send_keys(Keys.ENTER)
    yield "and lists its findings", _until(lambda: 0 < _tally(driver) <= every)
    _find(driver, "#filters button[type=reset]").click()


def _keyboard(driver: Any) -> str:  # noqa: ANN401
    """The first stop of the tabulator is the link that skips to the verdict."""
    driver.switch_to.active_element.send_keys(Keys.TAB)
    reached = driver.switch_to.active_element.get_attribute("class")
    return "" if reached == "skip" else f"the first stop is {reached or 'nothing'}"


def _pictures(driver: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    PICTURES.mkdir(parents=True, exist_ok=True)
    for scheme in ("light", "dark"):
        media = [{"name": "prefers-color-scheme", "value": scheme}]
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": media})
        for name, (width, height) in SIZES.items():
            sizes = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
            driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", sizes)
            driver.execute_script("window.scrollTo(0, 0)")
            driver.save_screenshot(str(PICTURES / f"{name}-{scheme}.png"))
            wide = driver.execute_script("return document.documentElement.scrollWidth")
            yield f"{name}, {scheme}", "" if wide <= width else f"{wide} wide on {width}"
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print", "features": []})
    driver.save_screenshot(str(PICTURES / "print.png"))
    yield "print", "" if not _find(driver, "#filters").is_displayed() else "shows the filters"


if __name__ == "__main__":
    raise SystemExit(main())
