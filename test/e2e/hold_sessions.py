"""Keeps clients of every kind connected, idle or busy, until it is stopped."""
import socket
import time

import server

sessions = [server.imaps(server.USER, server.PASSWORD) for _ in range(3)]
for imap in sessions:
    imap.select("INBOX")
sessions[0].send(b"x IDLE\r\n")
smtp = server.submissions()
smtp.mail(server.USER)
smtp.rcpt(server.OTHER_USER)
smtp.docmd("DATA")
smtp.send(b"Subject: dang viet do\r\n\r\nNua chung")
silent = [socket.create_connection((server.HOST, port)) for port in (server.MX, server.IMAP, server.IMAPS)]
print("holding", flush=True)
time.sleep(60)
