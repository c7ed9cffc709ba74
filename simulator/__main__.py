"""`python -m simulator`: serve until SIGINT or SIGTERM."""

import os
import signal
import sys
import threading

from simulator.application import create_simulator
from simulator.running import serve


def main() -> int:
    """Serve on PORT_SIMULATOR (8001) with the data of SIMULATOR_DATA (.data/simulator)."""
    port = int(os.environ.get("PORT_SIMULATOR", "8001"))
    app = create_simulator(os.environ.get("SIMULATOR_DATA", ".data/simulator"))
    # A taken port ends the process here: werkzeug says so on stderr and exits with 1.
    server = serve(app, port)
    for one in (signal.SIGINT, signal.SIGTERM):
        # From another thread: shutdown() waits for the loop that this handler interrupts.
        signal.signal(one, lambda *_: threading.Thread(target=server.shutdown).start())
    sys.stdout.write(f"Simulator: http://127.0.0.1:{port}\n")
    sys.stdout.flush()
    server.serve_forever()
    server.server_close()
    app.extensions["simulator"].store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
