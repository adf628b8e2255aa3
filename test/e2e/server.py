"""The server under test as the E2E_* variables describe it, and the clients' common parts."""
import imaplib
import os
import smtplib
import ssl
import time

HOST = "127.0.0.1"
USER, PASSWORD = os.environ["E2E_USER"], os.environ["E2E_PASSWORD"]
OTHER_USER, OTHER_PASSWORD = os.environ["E2E_OTHER_USER"], os.environ["E2E_OTHER_PASSWORD"]
MX, SUBMISSION, SUBMISSIONS, IMAP, IMAPS = (
    int(os.environ["E2E_" + name]) for name in ("MX", "SUBMISSION", "SUBMISSIONS", "IMAP", "IMAPS")
)

# The development certificate is self-signed.
TLS = ssl.create_default_context()
TLS.check_hostname = False
TLS.verify_mode = ssl.CERT_NONE


def submission() -> smtplib.SMTP:
    """Port 587 in small: STARTTLS, then a log-in that was not offered before."""
    smtp = smtplib.SMTP(HOST, SUBMISSION, local_hostname="may-tram.caobang.gov.vn", timeout=20)
    smtp.ehlo()
    assert not smtp.has_extn("auth"), "AUTH is offered before TLS"
    smtp.starttls(context=TLS)
    smtp.login(USER, PASSWORD)
    return smtp


def submissions(user: str = USER, password: str = PASSWORD) -> smtplib.SMTP_SSL:
    smtp = smtplib.SMTP_SSL(HOST, SUBMISSIONS, local_hostname="may-tram.caobang.gov.vn", timeout=20, context=TLS)
    smtp.login(user, password)
    return smtp


def imaps(user: str, password: str) -> imaplib.IMAP4_SSL:
    imap = imaplib.IMAP4_SSL(HOST, IMAPS, ssl_context=TLS, timeout=20)
    imap.login(user, password)
    return imap


def find(imap: imaplib.IMAP4, message_id: str, mailbox: str = "INBOX", seconds: float = 5) -> str:
    """The UID of the message, which may still be on its way."""
    ends_at = time.monotonic() + seconds
    while time.monotonic() < ends_at:
        assert imap.select(mailbox)[0] == "OK", f"SELECT {mailbox}"
        status, data = imap.uid("SEARCH", "HEADER", "Message-ID", f'"{message_id}"')
        assert status == "OK", data
        found = data[0].split()
        assert len(found) <= 1, f"{message_id} was delivered {len(found)} times"
        if found:
            return found[0].decode()
        time.sleep(0.05)
    raise AssertionError(f"{message_id} is not in {mailbox} after {seconds} s")


def fetch(imap: imaplib.IMAP4, uid: str) -> bytes:
    status, data = imap.uid("FETCH", uid, "(BODY.PEEK[])")
    assert status == "OK" and isinstance(data[0], tuple), data
    return data[0][1]
