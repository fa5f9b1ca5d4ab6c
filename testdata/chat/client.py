"""A chat client: it says each line of its standard input, prints each answer, and
closes at the end of the input.
"""

import socket
import sys

ADDRESS = ("127.0.0.1", 8899)


def main():
    with socket.create_connection(ADDRESS) as conn:
        for line in sys.stdin:
            conn.sendall(line.encode())
            print(conn.recv(4096).decode(), end="", flush=True)


main()
