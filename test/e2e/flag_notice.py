"""A letter to Gmail is taken, and its sender gets one notice that any client can open. Leaves it in an mbox."""
import email
import email.policy
import mailbox
import sys
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

import server


def send() -> None:
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"], message["To"] = server.OTHER_USER, "le.thi.hoa.caobang@gmail.com"
    message["Subject"] = "Trả lời đơn đăng ký tuyển dụng"
    message["Date"], message["Message-ID"] = formatdate(localtime=True), make_msgid(domain="caobang.gov.vn")
    message.set_content("Chào chị Hoa, hồ sơ của chị đã được tiếp nhận.\n")
    with server.submissions(server.OTHER_USER, server.OTHER_PASSWORD) as smtp:
        assert smtp.send_message(message) == {}


def notice() -> bytes:
    imap = server.imaps(server.OTHER_USER, server.OTHER_PASSWORD)
    imap.select("INBOX", readonly=True)
    status, data = imap.uid("SEARCH", "HEADER", "Auto-Submitted", "auto-generated")
    assert status == "OK" and len(data[0].split()) == 1, data
    raw = server.fetch(imap, data[0].decode())
    imap.logout()
    return raw


def check(raw: bytes) -> None:
    raw.decode("ascii")
    assert max(map(len, raw.split(b"\r\n"))) <= 78, "a line is too long"
    parsed = email.message_from_bytes(raw, policy=email.policy.default)
    assert not parsed.defects and not parsed["Subject"].defects, parsed.defects
    vietnamese, english = parsed["Subject"].split(" / ")
    assert vietnamese.startswith("Nhắc nhở về thư đã gửi (CB-"), vietnamese
    assert english.startswith("About a letter you sent (CB-"), english
    assert parsed["From"].addresses[0].addr_spec == "postmaster@caobang.gov.vn", parsed["From"]
    # The modern policy puts a space between the encoded words of a name before Python 3.12.9 (gh-128110).
    name = str(make_header(decode_header(email.message_from_bytes(raw)["From"])))
    assert name.startswith("Hệ thống thư công vụ "), name
    assert parsed["Return-Path"] == "<>" and parsed["Auto-Submitted"] == "auto-generated", parsed.items()
    assert parsed.get_content_type() == "text/plain" and not parsed.is_multipart(), parsed.get_content_type()
    text = parsed.get_content()
    first, second = text.split("* * *")
    assert "Người nhận le.thi.hoa.caobang@gmail.com dùng dịch vụ thư điện tử miễn phí Gmail" in first, first
    assert "Mã tham chiếu: CB-" in first and "Reference: CB-" in second, text
    assert "The recipient le.thi.hoa.caobang@gmail.com uses the free mail service Gmail" in second, second


send()
raw = notice()
check(raw)
box = mailbox.mbox(sys.argv[1])
box.add(raw.replace(b"\r\n", b"\n"))
box.close()
