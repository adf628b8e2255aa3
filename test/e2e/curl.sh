#!/usr/bin/env bash
# curl sends over smtp (STARTTLS) and smtps, and lists, searches, reads and flags over imap (STARTTLS) and imaps.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The development certificate is self-signed.
client=(curl --silent --show-error --insecure --ssl-reqd --max-time 20)
sender=(--user "$E2E_USER:$E2E_PASSWORD")
reader=(--user "$E2E_OTHER_USER:$E2E_OTHER_PASSWORD")

send() {
  local url=$1 id=$2
  printf '%s\r\n' \
    "From: <$E2E_USER>" "To: <$E2E_OTHER_USER>" \
    'Subject: =?UTF-8?B?QsOhbyBjw6FvIHPhu5EgMTUvQkMtU1RD?=' \
    "Date: $(date -R)" "Message-ID: <$id>" \
    'MIME-Version: 1.0' 'Content-Type: text/plain; charset=utf-8' 'Content-Transfer-Encoding: 8bit' '' \
    'Kính gửi Ủy ban nhân dân tỉnh Cao Bằng.' '.' 'Dòng trên chỉ có một dấu chấm.' >"$work/$id"
  "${client[@]}" "${sender[@]}" "$url" --mail-from "$E2E_USER" --mail-rcpt "$E2E_OTHER_USER" --upload-file "$work/$id"
}

# Prints the UID under which the letter is found in INBOX.
locate() {
  local base=$1 id=$2 found
  for _ in $(seq 50); do
    found=$("${client[@]}" "${reader[@]}" "$base/INBOX" --request "UID SEARCH HEADER Message-ID \"<$id>\"" |
      tr -d '\r' | sed -n 's/^\* SEARCH \([0-9]*\)$/\1/p')
    if [ -n "$found" ]; then
      echo "$found"
      return
    fi
    sleep 0.1
  done
  echo "no letter $id over $base" >&2
  return 1
}

roundTrip() {
  local smtp=$1 imap=$2 id uid
  id="curl-$RANDOM$RANDOM@caobang.gov.vn"
  send "$smtp" "$id"
  uid=$(locate "$imap" "$id")
  "${client[@]}" "${reader[@]}" "$imap/INBOX;UID=$uid" >"$work/got"
  # The server puts its own lines before the letter and changes nothing of it.
  tail -c "$(stat -c %s "$work/$id")" "$work/got" | cmp - "$work/$id"
  "${client[@]}" "${reader[@]}" "$imap/INBOX" --request "UID STORE $uid +FLAGS.SILENT (\\Flagged)" >/dev/null
  "${client[@]}" "${reader[@]}" "$imap/INBOX" --request "UID FETCH $uid (FLAGS)" | grep '\\Flagged' >/dev/null
}

roundTrip "smtp://127.0.0.1:$E2E_SUBMISSION/may-tram.caobang.gov.vn" "imap://127.0.0.1:$E2E_IMAP"
roundTrip "smtps://127.0.0.1:$E2E_SUBMISSIONS/may-tram.caobang.gov.vn" "imaps://127.0.0.1:$E2E_IMAPS"
"${client[@]}" "${reader[@]}" "imaps://127.0.0.1:$E2E_IMAPS/" --request 'LIST "" "*"' | grep INBOX >/dev/null
if "${client[@]}" --user "$E2E_USER:sai-mat-khau" "imaps://127.0.0.1:$E2E_IMAPS/" >/dev/null 2>&1; then
  echo 'a wrong password was accepted' >&2
  exit 1
fi
