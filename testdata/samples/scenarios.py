"""The samples: what each shows, where it is captured, what happens on the
wire, and what the two ends do. A scenario gets a record.World."""
import errno
import os
import select
import socket
import struct
import sys
import time
from dataclasses import dataclass, field

HERE = os.path.dirname(os.path.abspath(__file__))
BLOCK = b"".join(b"%06d abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ 0\n" % n for n in range(16384))  # 62 bytes a line


@dataclass
class Scenario:
    shows: str
    play: callable
    rules: list = field(default_factory=list)  # of wire.py
    at: str = "client"  # the end whose interface is captured
    delay_ms: float = 5  # one way
    late: bool = False  # the scenario itself begins the capture
    form: str = "pcap"  # or pcapng
    version: int = 4  # of IP
    expect: list = field(default_factory=list)  # tshark filters, each must match a frame


def settle(seconds=0.06):
    """Longer than a round trip and a delayed ACK."""
    time.sleep(seconds)


def read_all(conn):
    got = bytearray()
    while piece := conn.recv(65536):
        got += piece
    return bytes(got)


def read_exactly(conn, size):
    got = b""
    while len(got) < size:
        piece = conn.recv(size - len(got))
        if not piece:
            raise EOFError(f"{len(got)} of {size} bytes")
        got += piece
    return got


def close_in_order(first, second):
    """first closes actively, second a little later, as two programs would."""
    settle()
    first.shutdown(socket.SHUT_WR)
    read_all(second)
    settle()
    second.close()
    read_all(first)
    first.close()
    settle()


def chat(w):
    server = w.run("server", sys.executable, f"{HERE}/chat_server.py", w.server_ip, "8899", "2")
    server.stdout.readline()
    talk = w.run("client", sys.executable, f"{HERE}/chat_client.py", w.server_ip, "8899", "50412", "talk")
    time.sleep(1.1)
    leave = w.run("client", sys.executable, f"{HERE}/chat_client.py", w.server_ip, "8899", "50414", "leave")
    for program in (leave, talk, server):
        program.wait(timeout=20)
    settle()


def echo(w):
    """Used where only the wire's rules or the version of IP matter."""
    client, server = w.connection()
    client.sendall("ping 你好\n".encode())
    server.sendall(server.recv(100))
    client.recv(100)
    close_in_order(client, server)
    time.sleep(w.linger)


def server_closes(w):
    client, server = w.connection()
    client.sendall(b"GET / HTTP/1.0\r\n\r\n")
    server.recv(100)
    server.sendall(b"HTTP/1.0 200 OK\r\n\r\nhello\n")
    close_in_order(server, client)


def half_close(w):
    client, server = w.connection()
    client.sendall(b"3\n1\n2\n")
    settle()
    client.shutdown(socket.SHUT_WR)
    lines = read_all(server).decode().split()
    for line in sorted(lines):
        settle(0.1)
        server.sendall(f"{line}\n".encode())
    server.close()
    read_all(client)
    client.close()
    settle()


def refused(w):
    client = w.socket("client", 50420)
    try:
        client.connect((w.server_ip, 8899))
        raise AssertionError("the port is open")
    except ConnectionRefusedError:
        settle()


def simultaneous_close(w):
    client, server = w.connection()
    client.sendall(b"one\n")
    server.recv(10)
    settle(0.2)
    client.close()
    server.close()
    settle(0.3)


def simultaneous_open(w):
    ends = w.socket("client", 50430), w.socket("server", 8899)
    targets = (w.server_ip, 8899), (w.client_ip, 50430)
    for end, target in zip(ends, targets):
        end.setblocking(False)
        if end.connect_ex(target) != errno.EINPROGRESS:
            raise AssertionError("connect did not begin")
    for end in ends:
        select.select([], [end], [], 5)
        end.setblocking(True)
    ends[0].sendall(b"who is the client?\n")
    ends[1].recv(100)
    close_in_order(*ends)


def zero_window(w):
    client, server = w.connection(receive_buffer=4096)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65536)
    client.sendall(BLOCK[:20000])  # into the send buffer
    time.sleep(1.3)
    read_exactly(server, 20000)
    close_in_order(client, server)


def bulk(size):
    def play(w):
        client, server = w.connection()
        client.sendall(b"send\n")
        server.recv(10)
        server.sendall(BLOCK[:size])
        if read_exactly(client, size) != BLOCK[:size]:
            raise AssertionError("other bytes arrived")
        close_in_order(server, client)
    return play


def port_reuse(w):
    """The server closes first and holds TIME-WAIT; the client's port is free
    at once, and its new SYN ends the old incarnation (RFC 9293 3.6.1)."""
    for line in (b"first incarnation\n", b"second incarnation\n"):
        client, server = w.connection(50440)
        client.sendall(line)
        server.recv(100)
        close_in_order(server, client)
        settle(0.2)


def keep_alive(w):
    client, server = w.connection()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option in (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL):
        client.setsockopt(socket.IPPROTO_TCP, option, 1)
    client.sendall(b"idle\n")
    server.recv(10)
    time.sleep(2.4)
    close_in_order(client, server)


def fast_open(w):
    """The first connection fetches the cookie, the second sends data in its
    SYN (RFC 7413)."""
    listener = w.listen()
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_FASTOPEN, 5)
    for port in (50450, 50452):
        client = w.socket("client", port)
        client.sendto(b"early\n", socket.MSG_FASTOPEN, (w.server_ip, 8899))
        server, _ = listener.accept()
        server.sendall(server.recv(100).upper())
        client.recv(100)
        close_in_order(client, server)


def mid_stream(w):
    client, server = w.connection()
    client.sendall(b"before the capture\n")
    server.sendall(server.recv(100))
    client.recv(100)
    w.start_capture()
    for line in (b"in the middle\n", b"of a stream\n"):
        client.sendall(line)
        server.sendall(server.recv(100).upper())
        client.recv(100)
        settle(0.1)
    close_in_order(client, server)


def abort(w):
    client, server = w.connection()
    client.sendall(b"no more\n")
    server.recv(10)
    settle()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()
    settle()


SCENARIOS = {
    "chat": Scenario("a chat in UTF-8, closed in order; and a connection reset over unread data", chat, form="pcapng",
                     expect=["arp", "tcp.port == 50412 && tcp.flags.fin == 1", "tcp.port == 50414 && tcp.flags.reset == 1", "tcp.payload contains \"在吗\""]),
    "server_closes": Scenario("the server closes first and waits in TIME-WAIT", server_closes,
                     expect=["tcp.srcport == 8899 && tcp.flags.fin == 1"]),
    "half_close": Scenario("the client closes its half, the server goes on sending", half_close,
                     expect=["tcp.srcport == 8899 && tcp.len > 0 && tcp.ack == 8"]),
    "refused": Scenario("nobody listens: the SYN is answered by a RST", refused,
                     expect=["tcp.srcport == 8899 && tcp.flags.reset == 1 && tcp.ack == 1"]),
    "abort": Scenario("the client aborts with a RST instead of a FIN", abort,
                     expect=["tcp.dstport == 8899 && tcp.flags.reset == 1"]),
    "simultaneous_open": Scenario("both ends send a SYN, both go through SYN-RECEIVED", simultaneous_open, delay_ms=30,
                     expect=["tcp.flags == 0x002 && tcp.srcport == 50430", "tcp.flags == 0x002 && tcp.srcport == 8899", "tcp.flags == 0x012"]),
    "simultaneous_close": Scenario("both ends send a FIN at once: CLOSING", simultaneous_close, delay_ms=30,
                     expect=["tcp.flags.fin == 1 && tcp.srcport == 8899 && tcp.ack == 5", "tcp.flags.fin == 1 && tcp.dstport == 8899 && tcp.ack == 1"]),
    "ipv6": Scenario("one question and answer over IPv6", echo, version=6,
                     expect=["ipv6 && tcp.len > 0"]),
    "syn_lost": Scenario("the first SYN is lost and sent again after the initial RTO", echo, ["c2s:SYN:1:drop"],
                     expect=["tcp.flags == 0x002 && tcp.analysis.retransmission"]),
    "syn_ack_lost": Scenario("the first SYN,ACK is lost; captured at the server", echo, ["s2c:SYN,ACK:1:drop"], at="server",
                     expect=["tcp.flags == 0x012 && tcp.analysis.retransmission"]),
    "handshake_ack_lost": Scenario("the ACK of the SYN,ACK is lost, the server repeats it", server_closes, ["c2s:ack:1:drop"],
                     expect=["tcp.flags == 0x012 && tcp.analysis.retransmission"]),
    "fin_lost": Scenario("the first FIN is lost and sent again", echo, ["c2s:FIN:1:drop"],
                     expect=["tcp.flags.fin == 1 && tcp.srcport == 50412 && tcp.analysis.retransmission"]),
    "last_ack_lost": Scenario("the last ACK is lost: the FIN comes again, TIME-WAIT answers", echo, ["c2s:ack-of-FIN:1:drop"],
                     expect=["tcp.flags.fin == 1 && tcp.srcport == 8899 && tcp.analysis.retransmission"]),
    "loss_sack": Scenario("two lost segments, SACK blocks, fast retransmit; captured at the receiver", bulk(36000), ["s2c:data:6,8:drop"],
                     expect=["tcp.options.sack_le", "tcp.analysis.lost_segment", "tcp.analysis.duplicate_ack"]),
    "loss_sender": Scenario("the same loss captured at the sender", bulk(36000), ["s2c:data:6,8:drop"], at="server",
                     expect=["tcp.options.sack_le", "tcp.analysis.fast_retransmission"]),
    "tail_loss": Scenario("the last segments are lost: a tail loss probe or the RTO repairs it", bulk(8000), ["s2c:data:5,6:drop"], at="server",
                     expect=["tcp.srcport == 8899 && tcp.analysis.retransmission"]),
    "reorder": Scenario("one segment is overtaken by others", bulk(16000), ["s2c:data:4:hold=0.9"],
                     expect=["tcp.options.sack_le", "tcp.analysis.out_of_order || tcp.analysis.retransmission"]),
    "duplicate": Scenario("the network delivers one segment twice", bulk(8000), ["s2c:data:3:copy"],
                     expect=["tcp.analysis.retransmission || tcp.analysis.spurious_retransmission"]),
    "zero_window": Scenario("the receiver does not read: zero window, probes, update", zero_window,
                     expect=["tcp.analysis.zero_window", "tcp.analysis.zero_window_probe || tcp.analysis.keep_alive", "tcp.analysis.window_update"]),
    "keep_alive": Scenario("an idle connection is probed each second", keep_alive,
                     expect=["tcp.analysis.keep_alive", "tcp.analysis.keep_alive_ack"]),
    "port_reuse": Scenario("the same four-tuple twice, the second SYN ends a TIME-WAIT", port_reuse,
                     expect=["tcp.analysis.reused_ports", "tcp.stream == 1 && tcp.flags.fin == 1"]),
    "fast_open": Scenario("TCP fast open: the cookie, then data in the SYN", fast_open,
                     expect=["tcp.flags == 0x002 && tcp.len > 0", "tcp.options.tfo.cookie"]),
    "mid_stream": Scenario("the capture begins after the handshake", mid_stream, late=True,
                     expect=["frame.number == 1 && tcp.len > 0"]),
}
