#!/usr/bin/env python3
"""Plays scenarios between the namespaces that record.sh has made and records
each as DIRECTORY/NAME.pcap or .pcapng, with the kernel's own account of the
states beside it as NAME.truth.

    record.py DIRECTORY [NAME ...]
"""
import ctypes
import os
import re
import signal
import socket
import subprocess
import sys
import time

from scenarios import HERE, SCENARIOS

CLONE_NEWNET = 0x40000000
TRACE = "/sys/kernel/tracing/instances/tcpsamples"
NAMESPACES = {"client": "samples-c", "server": "samples-s", "wire": "samples-w"}
ADDRESSES = {4: ("10.0.0.2", "10.0.0.1"), 6: ("fd00::2", "fd00::1")}  # client, server
STATE = re.compile(r" (\d+)\.(\d{6}): inet_sock_set_state: .*protocol=IPPROTO_TCP sport=(\d+) dport=(\d+) "
                   r"saddr=(\S+) daddr=(\S+) saddrv6=(\S+) daddrv6=(\S+) oldstate=TCP_(\S+) newstate=TCP_(\S+)")
STATE_NAMES = {"CLOSE": "CLOSED", "SYN_RECV": "SYN-RECEIVED", "FIN_WAIT1": "FIN-WAIT-1", "FIN_WAIT2": "FIN-WAIT-2"}


def state_name(kernel):
    return STATE_NAMES.get(kernel, kernel.replace("_", "-"))


def write(path, text):
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


class Trace:
    """The kernel's trace event of each change of a TCP socket's state."""

    def __init__(self, addresses):
        self.addresses = set(addresses)
        os.makedirs(TRACE, exist_ok=True)
        write(f"{TRACE}/trace_clock", "mono")
        write(f"{TRACE}/trace", "")
        write(f"{TRACE}/events/sock/inet_sock_set_state/enable", "1")

    def close(self):
        """The changes since the beginning, one line each."""
        offset = time.time_ns() - time.monotonic_ns()
        write(f"{TRACE}/events/sock/inet_sock_set_state/enable", "0")
        lines = []
        with open(f"{TRACE}/trace", encoding="ascii") as file:
            for line in file:
                found = STATE.search(line)
                if not found:
                    continue
                seconds, micros, sport, dport, v4, peer4, v6, peer6, old, new = found.groups()
                own, peer = (v4, peer4) if v4 in self.addresses else (f"[{v6}]", f"[{peer6}]")
                if own.strip("[]") not in self.addresses:
                    continue
                at = int(seconds) * 10**9 + int(micros) * 1000 + offset
                lines.append(f"state\t{at}\t{own}:{sport}\t{peer}:{dport}\t{state_name(old)}\t{state_name(new)}\n")
        return lines


class World:
    """What a scenario may use: both ends' sockets and programs, the capture."""

    def __init__(self, name, scenario, directory):
        self.scenario = scenario
        self.path = os.path.join(directory, name)
        self.client_ip, self.server_ip = ADDRESSES[scenario.version]
        self.family = socket.AF_INET6 if scenario.version == 6 else socket.AF_INET
        self.linger = 1.2 if scenario.rules else 0  # time for the kernel to send again
        self.capture = None
        self.listener = None
        self.sockets = []

    def run(self, end, *command):
        return subprocess.Popen(["ip", "netns", "exec", NAMESPACES[end], *command], stdout=subprocess.PIPE, text=True)

    def socket(self, end, port):
        """A TCP socket of that end, bound to its address and the port."""
        own = os.open("/proc/self/ns/net", os.O_RDONLY)
        other = os.open(f"/run/netns/{NAMESPACES[end]}", os.O_RDONLY)
        libc = ctypes.CDLL(None, use_errno=True)
        try:
            if libc.setns(other, CLONE_NEWNET):
                raise OSError(ctypes.get_errno(), f"setns {end}")
            sock = socket.socket(self.family, socket.SOCK_STREAM)
        finally:
            if libc.setns(own, CLONE_NEWNET):
                raise OSError(ctypes.get_errno(), "setns back")
            os.close(own)
            os.close(other)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((self.client_ip if end == "client" else self.server_ip, port))
        self.sockets.append(sock)
        return sock

    def listen(self, receive_buffer=0):
        if not self.listener:
            self.listener = self.socket("server", 8899)
            if receive_buffer:
                self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
            self.listener.listen(5)
        return self.listener

    def connection(self, port=50412, receive_buffer=0):
        """A new connection: the client's socket and the server's."""
        listener = self.listen(receive_buffer)
        client = self.socket("client", port)
        client.connect((self.server_ip, 8899))
        server, _ = listener.accept()
        self.sockets.append(server)
        return client, server

    def start_capture(self):
        self.capture = subprocess.Popen(
            ["ip", "netns", "exec", NAMESPACES[self.scenario.at], "tcpdump", "-i", "eth0", "-Z", "root", "-n", "-s", "0",
             "-U", "--immediate-mode", "--time-stamp-precision=nano", "-w", f"{self.path}.pcap"],
            stderr=subprocess.PIPE, text=True)
        while "listening on" not in (line := self.capture.stderr.readline()):
            if not line:
                raise RuntimeError("tcpdump did not start")

    def stop_capture(self):
        self.capture.send_signal(signal.SIGINT)
        self.capture.communicate(timeout=10)

    def last_states(self):
        """The states in which the kernel still holds sockets, from ss."""
        lines = []
        for end in ("client", "server"):
            listing = subprocess.run(["ip", "netns", "exec", NAMESPACES[end], "ss", "-Htan"], check=True, capture_output=True, text=True)
            for line in listing.stdout.splitlines():
                state, _, _, own, peer = line.split()[:5]
                if state != "LISTEN":
                    lines.append(f"last\t{own}\t{peer}\t{state}\n")
        return lines

    def close(self):
        for sock in self.sockets:
            sock.close()


def record(name, scenario, directory):
    world = World(name, scenario, directory)
    log = f"{world.path}.truth"
    with open(log, "w", encoding="utf-8") as file:
        file.write(f"# {name}: {scenario.shows}\n")
    wire = world.run("wire", sys.executable, f"{HERE}/wire.py", "client0", "server0", str(scenario.delay_ms), log, *scenario.rules)
    try:
        wire.stdout.readline()
        trace = Trace([world.client_ip, world.server_ip])
        if not scenario.late:
            world.start_capture()
        time.sleep(0.3)  # the interfaces' own first frames are over
        scenario.play(world)
        last = world.last_states()
        world.stop_capture()
        changes = trace.close()
    finally:
        world.close()
        wire.terminate()
        wire.wait(timeout=5)
    with open(log, encoding="utf-8") as file:
        head, *wire_lines = file.readlines()
    timed = sorted(wire_lines + changes, key=lambda line: int(line.split("\t")[1]))
    with open(log, "w", encoding="utf-8") as file:
        file.writelines([head, *timed, *last])
    if scenario.form == "pcapng":
        subprocess.run(["editcap", "-F", "pcapng", f"{world.path}.pcap", f"{world.path}.pcapng"], check=True)
        os.remove(f"{world.path}.pcap")


def main():
    directory, names = sys.argv[1], sys.argv[2:] or list(SCENARIOS)
    for name in names:
        scenario = SCENARIOS[name]
        subprocess.run([os.path.join(HERE, "record.sh"), "--fresh", str(scenario.version)], check=True)
        print(f"recording {name}", flush=True)
        record(name, scenario, directory)


if __name__ == "__main__":
    main()
