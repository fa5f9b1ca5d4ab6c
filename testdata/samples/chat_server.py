#!/usr/bin/env python3
"""A line chat over TCP: for each UTF-8 line received, answer by a table.

    chat_server.py ADDRESS PORT CONNECTIONS

Serves that many connections, each in a thread, then ends. It closes a
connection a little after the other side has closed its half, so that the ACK
of the first FIN and the second FIN are segments of their own.
"""
import socket
import sys
import threading
import time

GREETING = "欢迎 · welcome · willkommen\n"
HISTORY = "".join(f"{n:02d} 历史消息 · an old line of the history, number {n}\n" for n in range(1, 31))
ANSWERS = {
    "你好，在吗？": ["在的，你好！😊"],
    "Grüße über TCP – wie ist das Wetter?": ["Schön, aber kühl: 12 °C ☔", "今天有小雨，记得带伞。"],
    "为什么要握手三次？": ["Each side sends its first sequence number", "and each must be acknowledged: SYN, SYN+ACK, ACK. 三次就够了。"],
    "and why wait 2MSL?": ["Because the last ACK may be lost 😉"],
    "明白了，谢谢！": ["不客气 😄"],
    "再见": ["再见！😎"],
    "history": [HISTORY.rstrip("\n")],
}


def serve(conn):
    with conn:
        conn.sendall(GREETING.encode())
        with conn.makefile("r", encoding="utf-8", newline="\n") as lines:
            try:
                for line in lines:
                    for answer in ANSWERS.get(line.rstrip("\n"), ["?"]):
                        time.sleep(0.09 + 0.004 * len(answer) if len(answer) < 80 else 0.05)
                        conn.sendall((answer + "\n").encode())
                time.sleep(0.12)
            except ConnectionResetError:
                print("the other side reset the connection", file=sys.stderr)


def main():
    address, port, connections = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    with socket.create_server((address, port)) as listener:
        print("listening", flush=True)
        threads = []
        for _ in range(connections):
            conn, _ = listener.accept()
            threads.append(threading.Thread(target=serve, args=(conn,)))
            threads[-1].start()
        for thread in threads:
            thread.join()


if __name__ == "__main__":
    main()
