"""A light client in a process of its own: it sends requests made beforehand over connections kept open.

It reads `(port, connections, requests)` pickled from stdin and prints the seconds taken and how often each
status came, as JSON. One thread and plain sockets, because the client shares the cores with the server.
"""

from __future__ import annotations

import json
import pickle
import selectors
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence

HOST = "127.0.0.1"


def rate(port: int, requests: Sequence[bytes], status: int, connections: int = 16) -> float:
    """Requests a second, all of them answered with `status`; AssertionError if one was not."""
    given = pickle.dumps((port, connections, list(requests)))
    done = subprocess.run([sys.executable, "-m", "benchmarks.load"], input=given, capture_output=True, check=True)
    told = json.loads(done.stdout)
    assert told["statuses"] == {str(status): len(requests)}, told["statuses"]
    return float(len(requests) / told["seconds"])


def _send_all(port: int, connections: int, requests: list[bytes]) -> dict[str, object]:
    waiting = requests[::-1]
    statuses: Counter[str] = Counter()
    opened = [socket.create_connection((HOST, port)) for _ in range(min(connections, len(requests)))]
    began = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        for connection in opened:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.sendall(waiting.pop())
            selector.register(connection, selectors.EVENT_READ, bytearray())
        while selector.get_map():
            for key, _ in selector.select():
                connection, answer = key.fileobj, key.data
                assert isinstance(connection, socket.socket)
                part = connection.recv(65_536)
                answer += part
                if part and not _is_whole(answer):
                    continue
                statuses[answer[9:12].decode() or "closed"] += 1
                answer.clear()
                if waiting and part:
                    connection.sendall(waiting.pop())
                else:
                    selector.unregister(connection)
    return {"seconds": time.perf_counter() - began, "statuses": statuses}


def _is_whole(answer: bytearray) -> bool:
    head = answer.find(b"\r\n\r\n")
    if head < 0:
        return False
    length = answer.lower().find(b"content-length:", 0, head)
    if length < 0:
        return answer.endswith(b"0\r\n\r\n")  # chunked
    return len(answer) >= head + 4 + int(answer[length + 15 : answer.find(b"\r\n", length)])


if __name__ == "__main__":
    print(json.dumps(_send_all(*pickle.load(sys.stdin.buffer))))
