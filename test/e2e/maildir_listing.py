"""Prints for every message of a maildir the SHA-256 of its bytes without X-TUID lines, and its flags; sorted."""
import hashlib
import pathlib
import re
import sys

lines = []
for folder in ("cur", "new"):
    for path in pathlib.Path(sys.argv[1], folder).iterdir():
        content = re.sub(rb"^X-TUID: [^\n]*\n", b"", path.read_bytes(), count=1, flags=re.MULTILINE)
        flags = path.name.partition(":2,")[2]
        lines.append(f"{hashlib.sha256(content).hexdigest()} {flags}")
print("\n".join(sorted(lines)))
