"""Word 97-2003 and WPS Writer files (.doc, .wps), by Debian's antiword.

No kept Python library reads the binary Word format; WPS Writer saves the same format as .wps.
"""

import shutil
import subprocess

from flows.reading.shapes import Reject

_SECONDS = 30


def word97_text(payload: bytes) -> str | Reject:
    """Return the paragraphs of a .doc or .wps file, or why there are none."""
    tool = shutil.which("antiword")
    if tool is None:
        return Reject(
            "attachment", "tool_missing", "antiword reads .doc and .wps; install the package antiword"
        )
    # -w 0: a paragraph a line; -m: which characters come out.
    command = [tool, "-w", "0", "-m", "UTF-8.txt", "-"]
    try:
        done = subprocess.run(command, input=payload, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603 - fixed words
    except subprocess.TimeoutExpired:
        return Reject("attachment", "damaged", f"antiword gave up after {_SECONDS} s")
    text = done.stdout.decode("utf-8", errors="replace")
    if done.returncode or not text.strip():
        said = done.stderr.decode("utf-8", errors="replace").strip().splitlines()
        return Reject("attachment", "damaged", said[-1] if said else "antiword found no text")
    return "\n".join(_line(line) for line in text.splitlines() if line.strip())


def _line(line: str) -> str:
    """A table row comes as |cell|cell|; a paragraph as it is."""
    stripped = line.strip()
    if stripped.startswith("|") and stripped.endswith("|"):
        return " | ".join(cell.strip() for cell in stripped.strip("|").split("|"))
    return line
