#!/usr/bin/env python3
"""Checks with tshark that the samples show what they are for: the filters
each scenario expects, good checksums, a size to embed. One line a sample.

    check.py [NAME ...]
"""
import os
import subprocess
import sys

from scenarios import HERE, SCENARIOS

LARGEST = 60000  # bytes a sample


def count(path, display_filter):
    command = ["tshark", "-n", "-r", path, "-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", "-Y", display_filter,
               "-T", "fields", "-e", "frame.number"]
    return len(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())


def problems(name):
    scenario = SCENARIOS[name]
    path = os.path.join(HERE, f"{name}.{scenario.form}")
    size = os.path.getsize(path)
    found = [f"no frame matches {wanted}" for wanted in scenario.expect if not count(path, wanted)]
    if bad := count(path, "tcp.checksum.status == 0 || ip.checksum.status == 0 || _ws.malformed"):
        found.append(f"{bad} frames with a bad checksum or malformed")
    if size > LARGEST:
        found.append(f"{size} bytes, more than {LARGEST}")
    print(f"{name:20} {count(path, 'frame'):4} frames {count(path, 'tcp'):4} TCP {size:6} bytes  {'; '.join(found) or 'ok'}")
    return found


if __name__ == "__main__":
    sys.exit(1 if any([problems(name) for name in sys.argv[1:] or SCENARIOS]) else 0)
