"""A Vietnamese letter with an attachment goes by submission and by submissions, is read over IMAP, flagged,
moved and deleted, and a draft is stored."""
import email
import email.policy
import hashlib
import imaplib
import smtplib
import time
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

import server

SUBJECT = "Giấy mời họp giao ban công tác chuyển đổi số quý IV/2026"
BODY = (
    "Kính gửi: Các sở, ban, ngành; UBND các xã, phường.\n\n"
    "Thực hiện Chỉ thị số 15/CT-UBND, Văn phòng UBND tỉnh trân trọng kính mời đồng chí tới dự họp.\n"
    "Địa điểm: phòng họp số 2, trụ sở UBND tỉnh Cao Bằng.\n.\n..hai dấu chấm đầu dòng\n"
)
ATTACHMENT = bytes(range(256)) * 700


def letter() -> EmailMessage:
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"] = f"Nông Thị Hạnh <{server.USER}>"
    message["To"] = f"Đàm Văn Lợi <{server.OTHER_USER}>"
    message["Subject"] = SUBJECT
    message["Date"] = formatdate(localtime=True)
    message["Message-ID"] = make_msgid(domain="caobang.gov.vn")
    message.set_content(BODY, cte="8bit")
    message.add_attachment(ATTACHMENT, maintype="application", subtype="pdf", filename="Giấy mời số 15 họp giao ban.pdf")
    return message


def send(smtp: smtplib.SMTP, message: EmailMessage) -> None:
    # Not send_message, which folds the header anew: the bytes are compared afterwards.
    refused = smtp.sendmail(server.USER, [server.OTHER_USER], message.as_bytes(), ["BODY=8BITMIME"])
    assert refused == {}, refused


def check(raw: bytes, sent: EmailMessage) -> None:
    assert raw.endswith(sent.as_bytes()), "the delivered letter does not end with the bytes that were sent"
    received = email.message_from_bytes(raw, policy=email.policy.default)
    assert received["Subject"] == SUBJECT, received["Subject"]
    text, attachment = received.get_body(("plain",)), next(received.iter_attachments())
    assert text is not None and text.get_content().replace("\r\n", "\n") == BODY, text
    assert attachment.get_filename() == "Giấy mời số 15 họp giao ban.pdf", attachment.get_filename()
    assert hashlib.sha256(attachment.get_content()).digest() == hashlib.sha256(ATTACHMENT).digest()


def deliver_and_read() -> None:
    for connect in (server.submission, server.submissions):
        sent = letter()
        with connect() as smtp:
            send(smtp, sent)
        imap = server.imaps(server.OTHER_USER, server.OTHER_PASSWORD)
        check(server.fetch(imap, server.find(imap, sent["Message-ID"])), sent)
        imap.logout()


def file_and_delete() -> None:
    sent = letter()
    with server.submissions() as smtp:
        send(smtp, sent)
    # Port 143 in small: STARTTLS.
    imap = imaplib.IMAP4(server.HOST, server.IMAP, timeout=20)
    assert "LOGINDISABLED" in imap.capabilities, imap.capabilities
    imap.starttls(server.TLS)
    imap.login(server.OTHER_USER, server.OTHER_PASSWORD)
    uid = server.find(imap, sent["Message-ID"])
    assert imap.uid("STORE", uid, "+FLAGS", r"(\Seen \Flagged)")[0] == "OK"
    folder = '"C&APQ-ng v&AQM-n &AREevw-n"'
    assert imap.create(folder)[0] == "OK"
    assert imap.uid("MOVE", uid, folder)[0] == "OK"
    moved = server.find(imap, sent["Message-ID"], folder)
    flags = imap.uid("FETCH", moved, "(FLAGS)")[1][0]
    assert b"\\Seen" in flags and b"\\Flagged" in flags, flags
    check(server.fetch(imap, moved), sent)
    assert imap.uid("STORE", moved, "+FLAGS.SILENT", r"(\Deleted)")[0] == "OK"
    imap.expunge()
    assert imap.uid("SEARCH", "ALL")[1][0] in (b"", None)
    imap.close()
    assert imap.delete(folder)[0] == "OK"
    imap.logout()


def store_draft() -> None:
    draft = letter().as_bytes()
    imap = server.imaps(server.USER, server.PASSWORD)
    status, answer = imap.append("Drafts", r"(\Draft \Seen)", imaplib.Time2Internaldate(time.time()), draft)
    assert status == "OK" and b"APPENDUID" in answer[0], answer
    uid = answer[0].split()[2].rstrip(b"]").decode()
    imap.select("Drafts")
    assert server.fetch(imap, uid) == draft, "a draft comes back as it was stored"
    imap.logout()


deliver_and_read()
file_and_delete()
store_draft()
