"""Runs a command, and kills its whole process group as soon as whoever asked for it is gone.

Run as a script (never imported): `python guard.py LIFELINE_FD COMMAND...`. The lifeline is the reading end
of a pipe whose writing end only the caller holds: the kernel closes it however the caller dies, SIGKILL
included. Unlike PR_SET_PDEATHSIG this does not depend on the thread that started us, and works on macOS.
"""

import os
import signal
import subprocess
import sys
import threading


def _kill_group_when_caller_is_gone(lifeline: int) -> None:
    os.read(lifeline, 1)
    os.killpg(0, signal.SIGKILL)


def _stay(_: int, __: object) -> None:
    """Outlast the command, which gets the same signal."""


def main() -> int:
    """Run the command and return its exit code, a signal counted as a shell counts it."""
    lifeline = int(sys.argv[1])
    os.set_inheritable(lifeline, False)  # noqa: FBT003  that is its signature
    # A handler instead of SIG_IGN: the command would inherit an ignored signal, and could not be stopped.
    signal.signal(signal.SIGTERM, _stay)
    with subprocess.Popen(sys.argv[2:]) as command:  # noqa: S603  the caller's own command line
        threading.Thread(target=_kill_group_when_caller_is_gone, args=(lifeline,), daemon=True).start()
        code = command.wait()
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main())
