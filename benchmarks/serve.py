"""Serves the product or the floors exactly as ``tracker serve`` does: gunicorn, two workers, four threads."""

from __future__ import annotations

import sys

from gunicorn.app.base import BaseApplication

from tracker.command_line.server import DEFAULTS, settle_memory


class Server(BaseApplication):
    """gunicorn with the product's own options."""

    def load_config(self) -> None:
        options = {**DEFAULTS, "bind": f"127.0.0.1:{sys.argv[2]}", "workers": 2, "threads": 4, "loglevel": "error"}
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self):
        if sys.argv[1] == "floors":
            from benchmarks.floors import create_floor

            return create_floor()
        from tracker import create_app

        app = create_app()
        settle_memory()
        return app


if __name__ == "__main__":
    Server().run()
