"""A chat server that answers each line that it hears.

    server.py close|keep

It prints "ready" when it listens. When the client has closed, close closes too.
keep does not: it waits for a line on its standard input and goes on talking to
somebody who is not there any more, which the client's kernel answers with a RST.
"""

import socket
import sys

ADDRESS = ("127.0.0.1", 8899)


def answer(conn):
    """Answers what comes, until the client has closed."""
    while data := conn.recv(4096):
        conn.sendall("收到: ".encode() + data)


def main():
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(ADDRESS)
    listener.listen()
    print("ready", flush=True)
    conn, _ = listener.accept()
    answer(conn)
    if sys.argv[1] == "keep":
        print("the client has closed", flush=True)
        sys.stdin.readline()
        conn.sendall("还在吗？\n".encode())
        print("sent", flush=True)
        sys.stdin.readline()
    conn.close()
    listener.close()


main()
