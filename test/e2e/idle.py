"""A client in IDLE (RFC 2177) hears of a new letter within a second of its acceptance."""
import socket
import time
from email.utils import formatdate, make_msgid

import server

LIMIT_S = 1.0


def expect(stream, wanted: bytes) -> bytes:
    for line in stream:
        if wanted in line:
            return line
    raise AssertionError(f"the server closed the connection before {wanted!r}")


raw = socket.create_connection((server.HOST, server.IMAPS), timeout=20)
sock = server.TLS.wrap_socket(raw, server_hostname="localhost")
stream = sock.makefile("rb")
expect(stream, b"* OK")
sock.sendall(f'a LOGIN "{server.OTHER_USER}" "{server.OTHER_PASSWORD}"\r\n'.encode())
expect(stream, b"a OK")
sock.sendall(b"b SELECT INBOX\r\n")
expect(stream, b"b OK")
slowest = 0.0
with server.submissions() as smtp:
    for number in range(5):
        sock.sendall(b"c IDLE\r\n")
        expect(stream, b"+")
        message = (
            f"From: <{server.USER}>\r\nTo: <{server.OTHER_USER}>\r\nSubject: Hoa toc {number}\r\n"
            f"Date: {formatdate(localtime=True)}\r\nMessage-ID: {make_msgid(domain='caobang.gov.vn')}\r\n\r\n"
            "Cong dien so 07/CD-UBND.\r\n"
        )
        smtp.sendmail(server.USER, [server.OTHER_USER], message)
        accepted_at = time.monotonic()
        expect(stream, b"EXISTS")
        slowest = max(slowest, time.monotonic() - accepted_at)
        sock.sendall(b"DONE\r\n")
        expect(stream, b"c OK")
assert slowest < LIMIT_S, f"the slowest of five took {slowest:.3f} s"
print(f"slowest of five: {slowest * 1000:.0f} ms after the acceptance")
