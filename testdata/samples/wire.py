#!/usr/bin/env python3
"""A wire between two interfaces, in user space: forwards frames after a delay
and, by rules, drops, doubles or holds back chosen TCP segments.

    wire.py CLIENT_SIDE SERVER_SIDE DELAY_MS LOG [RULE ...]

RULE is DIRECTION:WHAT:NTH:ACTION, for example c2s:SYN:1:drop or
s2c:data:3,5:hold=40. DIRECTION is c2s or s2c; WHAT is one of the kinds of
kinds(); NTH counts the segments of that kind in that direction from 1, "*" is
every one; ACTION is drop, copy, or hold=MS (that much later than the others).
What was done is written to LOG, one line a segment. SIGTERM ends it.
"""
import heapq
import ipaddress
import select
import signal
import socket
import struct
import sys
import time
from dataclasses import dataclass

FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
OUTGOING = 4  # PACKET_OUTGOING of <linux/if_packet.h>


@dataclass
class Segment:
    source: str
    target: str
    seq: int
    ack: int
    flags: int
    length: int

    def __str__(self):
        names = "".join(name for bit, name in ((SYN, "S"), (FIN, "F"), (RST, "R"), (PSH, "P"), (ACK, "A")) if self.flags & bit)
        return f"{self.source}\t{self.target}\t{names}\tseq={self.seq}\tack={self.ack}\tlen={self.length}"


def parse(frame):
    """The TCP segment in an untagged Ethernet frame, or None."""
    ethertype = struct.unpack_from("!H", frame, 12)[0]
    if ethertype == 0x0800 and frame[23] == 6:
        at = 14 + 4 * (frame[14] & 15)
        end = 14 + struct.unpack_from("!H", frame, 16)[0]
        source, target = (str(ipaddress.ip_address(frame[a:a + 4])) for a in (26, 30))
    elif ethertype == 0x86DD and frame[20] == 6:
        at = 54
        end = 54 + struct.unpack_from("!H", frame, 18)[0]
        source, target = (f"[{ipaddress.ip_address(frame[a:a + 16])}]" for a in (22, 38))
    else:
        return None
    sport, dport, seq, ack, offset, flags = struct.unpack_from("!HHIIBB", frame, at)
    return Segment(f"{source}:{sport}", f"{target}:{dport}", seq, ack, flags, end - at - 4 * (offset >> 4))


class Wire:
    def __init__(self, rules, log):
        self.rules = [rule.split(":") for rule in rules]
        self.log = log
        self.counts = {}
        self.fin_ends = {"c2s": set(), "s2c": set()}  # acknowledgment numbers that acknowledge a FIN sent this way

    def kinds(self, direction, seg):
        """The kinds a segment is of, for rules to name."""
        found = []
        if seg.flags & SYN:
            found.append("SYN,ACK" if seg.flags & ACK else "SYN")
        if seg.flags & FIN:
            found.append("FIN")
            self.fin_ends[direction].add((seg.seq + seg.length + 1) & 0xFFFFFFFF)
        if seg.flags & RST:
            found.append("RST")
        if seg.length:
            found.append("data")
        if not seg.length and not seg.flags & (SYN | FIN | RST):
            found.append("ack")
            back = "s2c" if direction == "c2s" else "c2s"
            if seg.ack in self.fin_ends[back]:
                found.append("ack-of-FIN")
        return found

    def action(self, direction, frame):
        """What a rule says of this frame: "", "drop", "copy" or "hold=MS"."""
        seg = parse(frame)
        if seg is None:
            return ""
        chosen = ""
        for kind in self.kinds(direction, seg):
            nth = self.counts[direction, kind] = self.counts.get((direction, kind), 0) + 1
            for way, what, which, act in self.rules:
                if way == direction and what == kind and (which == "*" or str(nth) in which.split(",")):
                    chosen = act
        if chosen:
            print(f"wire\t{time.time_ns()}\t{chosen}\t{seg}", file=self.log, flush=True)
        return chosen


def open_port(interface):
    port = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0003))
    port.bind((interface, 0x0003))
    port.setblocking(False)
    return port


def main():
    client, server = open_port(sys.argv[1]), open_port(sys.argv[2])
    delay = float(sys.argv[3]) / 1000
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    ways = {client: ("c2s", server), server: ("s2c", client)}
    queue, order = [], 0
    with open(sys.argv[4], "a", encoding="utf-8") as log:
        wire = Wire(sys.argv[5:], log)
        print("ready", flush=True)
        while True:
            wait = max(0, queue[0][0] - time.monotonic()) if queue else None
            for port in select.select(list(ways), [], [], wait)[0]:
                frame, address = port.recvfrom(65536)
                if address[2] == OUTGOING:
                    continue
                direction, out = ways[port]
                action = wire.action(direction, frame)
                if action == "drop":
                    continue
                late = float(action[5:]) / 1000 if action.startswith("hold=") else 0
                for _ in range(2 if action == "copy" else 1):
                    order += 1
                    heapq.heappush(queue, (time.monotonic() + delay + late, order, out, frame))
            while queue and queue[0][0] <= time.monotonic():
                _, _, out, frame = heapq.heappop(queue)
                out.send(frame)


if __name__ == "__main__":
    main()
