"""Run probes in a WASI component under Wasmtime: one fresh instance per probe.

Started by ``measure_python_wasi.py`` with the Python that has the ``wasmtime``
package. Reads a job from standard input, prints one JSON line per answer:
``{"component", "calls": [[function, argument, grant], ...]}``, where ``grant``
is a directory the guest sees as /tmp, or null for no grant at all.
"""

import json
import sys
import threading
import time
from importlib import import_module

wasmtime = import_module("wasmtime")
components = import_module("wasmtime.component")

SECONDS = 20
"""How long a guest may compute before it counts as hanging."""


class Guests:
    """A compiled component, ready to be started over and over."""

    def __init__(self, component: str) -> None:
        """Compile the component of this file name."""
        config = wasmtime.Config()
        config.epoch_interruption = True
        self.engine = wasmtime.Engine(config)
        self.component = components.Component.from_file(self.engine, component)
        self.linker = components.Linker(self.engine)
        self.linker.add_wasip2()
        threading.Thread(target=self._tick, daemon=True).start()

    def _tick(self) -> None:
        while True:
            time.sleep(1)
            self.engine.increment_epoch()

    def call(self, function: str, argument: str, grant: str | None) -> list[str]:
        """What an exported function of a fresh instance gives, or how the instance ended."""
        store = wasmtime.Store(self.engine)
        store.set_epoch_deadline(SECONDS)
        wasi = wasmtime.WasiConfig()
        if grant is not None:
            wasi.preopen_dir(grant, "/tmp")  # noqa: S108 (the guest's own /tmp)
            wasi.env = [("HOME", "/tmp"), ("USER", "probe")]  # noqa: S108
        store.set_wasi(wasi)
        try:
            instance = self.linker.instantiate(store, self.component)
            return ["answer", str(instance.get_func(store, function)(store, argument))]
        except (wasmtime.Trap, wasmtime.WasmtimeError) as error:
            reason = str(error).strip().splitlines()[-1].strip()
            return ["hangs", ""] if "interrupt" in reason else ["traps", reason]


def main() -> None:
    """Answer every call of the job, in order."""
    job = json.load(sys.stdin)
    guests = Guests(job["component"])
    for function, argument, grant in job["calls"]:
        print(json.dumps(guests.call(function, argument, grant)), flush=True)


if __name__ == "__main__":
    main()
