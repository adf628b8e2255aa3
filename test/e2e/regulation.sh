#!/usr/bin/env bash
# The regulation as officials meet it: swaks is refused a DOCX with the stamp of a secret and is told why in
# Vietnamese; a letter to Gmail goes, and its notice opens in Python's email package and in mutt.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What is wrong, with what was seen.
fail() {
  echo "$1" >&2
  cat "$2" >&2
  exit 1
}

python3 - "$work/ke-hoach.docx" <<'PYTHON'
import sys
import zipfile

LINES = ("BỘ CHỈ HUY QUÂN SỰ TỈNH", "TỐI MẬT", "KẾ HOẠCH", "Về phương án Hang Ngườm Bốc")
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in LINES)
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as docx:
    docx.writestr("[Content_Types].xml", f'<Types xmlns="{TYPES}"><Override PartName="/word/document.xml" ContentType="{MAIN}"/></Types>')
    docx.writestr("word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body>{paragraphs}</w:body></w:document>')
PYTHON

dataRefused=26
code=0
swaks --server 127.0.0.1 --port "$E2E_SUBMISSIONS" --tls-on-connect --timeout 20 --ehlo may-tram.caobang.gov.vn \
  --auth PLAIN --auth-user "$E2E_USER" --auth-password "$E2E_PASSWORD" --from "$E2E_USER" --to "$E2E_OTHER_USER" \
  --attach-type application/vnd.openxmlformats-officedocument.wordprocessingml.document \
  --attach-name ke-hoach.docx --attach "@$work/ke-hoach.docx" --suppress-data \
  >"$work/swaks" 2>&1 || code=$?
[ "$code" -eq "$dataRefused" ] || fail "swaks ends with $code instead of $dataRefused" "$work/swaks"
for said in '^<~\* +550-5.7.1 Thư có dấu hiệu mang dấu chỉ độ mật' 'Luật Bảo vệ bí mật nhà nước' \
  'Mã tham chiếu: CB-[0-9]{4}-' '550 5.7.1 Reference: CB-'; do
  grep -Eq "$said" "$work/swaks" || fail "swaks is not told: $said" "$work/swaks"
done
if grep -q 'Ngườm Bốc' "$work/swaks"; then fail 'the refusal quotes the letter' "$work/swaks"; fi

python3 "$here/flag_notice.py" "$work/mbox"

# mutt wants a terminal; script(1) gives it one. What it pipes is what it shows.
printf '#!/bin/sh\nexec cat >"%s/shown"\n' "$work" >"$work/keep"
chmod +x "$work/keep"
LC_ALL=C.UTF-8 TERM=xterm timeout 30 script -qec "mutt -n -F /dev/null -R -e 'set pipe_decode=yes wait_key=no' \
  -e 'push <pipe-message>$work/keep<enter><exit>' -f '$work/mbox'" "$work/mutt" </dev/null >/dev/null
for shown in 'Subject: Nhắc nhở về thư đã gửi (CB-' 'Căn cứ: Chỉ thị 14/CT-UBND' 'On the ground of: '; do
  grep -qF "$shown" "$work/shown" || fail "mutt does not show: $shown" "$work/shown"
done
