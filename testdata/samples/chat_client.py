#!/usr/bin/env python3
"""The other half of the chat: says its lines, reads the answers, closes first.

    chat_client.py ADDRESS PORT LOCAL_PORT talk|leave

talk   says every line, waits for its answers, says good-bye, closes its half,
       and reads to the end: it is the active closer and ends in TIME-WAIT.
leave  asks for the history, reads only its beginning and closes: the kernel
       answers the unread rest with a RST (RFC 9293 3.10.4, RFC 2525 2.17).
"""
import socket
import sys
import time

# What is said, the lines of answer to wait for, and the pause before it in s.
LINES = [
    ("你好，在吗？", 1, 0.15),
    ("Grüße über TCP – wie ist das Wetter?", 2, 0.30),
    ("为什么要握手三次？", 2, 0.25),
    ("and why wait 2MSL?", 1, 0.20),
    ("明白了，谢谢！", 1, 0.25),
    ("再见", 1, 0.15),
]


def talk(conn):
    with conn.makefile("r", encoding="utf-8", newline="\n") as answers:
        print(answers.readline(), end="")
        for line, count, pause in LINES:
            time.sleep(pause)
            conn.sendall((line + "\n").encode())
            for _ in range(count):
                print(answers.readline(), end="")
        time.sleep(0.1)
        conn.shutdown(socket.SHUT_WR)
        answers.read()


def leave(conn):
    conn.recv(4096)
    conn.sendall("history\n".encode())
    conn.recv(64)
    time.sleep(0.1)


def main():
    address, port, local_port, how = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as conn:
        conn.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        conn.bind(("", local_port))
        conn.connect((address, port))
        {"talk": talk, "leave": leave}[how](conn)


if __name__ == "__main__":
    main()
