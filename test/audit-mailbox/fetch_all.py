"""Selects a folder and fetches the envelope and structure of every letter: port, user, password, folder."""

import imaplib
import json
import ssl
import sys
import time

imaplib._MAXLINE = 10_000_000
port, user, password, folder = sys.argv[1:]
context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
client = imaplib.IMAP4_SSL("127.0.0.1", int(port), ssl_context=context)
client.login(user, password)
started = time.monotonic()
status, (exists,) = client.select(f'"{folder}"', readonly=True)
selected = time.monotonic()
status, data = client.fetch("1:*", "(UID ENVELOPE BODYSTRUCTURE RFC822.SIZE)")
fetched = time.monotonic()
assert status == "OK", status
print(
    json.dumps(
        {
            "exists": int(exists),
            "envelopes": sum(b"ENVELOPE (" in line for line in data),
            "selectMs": round((selected - started) * 1000),
            "fetchMs": round((fetched - selected) * 1000),
        }
    )
)
client.logout()
