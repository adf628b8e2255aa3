#!/usr/bin/env bash
# isync's mbsync pushes a maildir of 1,000 varied messages to a mailbox, pulls it into a second maildir, and both
# hold the same bytes. A further run of both changes nothing; a flag set on one side reaches the other.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
count=${E2E_MBSYNC_MESSAGES:-1000}
mailbox=DongBo

# mbsync trusts exactly this certificate.
openssl s_client -connect "127.0.0.1:$E2E_IMAPS" </dev/null 2>/dev/null | openssl x509 >"$work/server.pem"

for side in first second; do
  mkdir -p "$work/$side" "$work/state-$side"
done
cat >"$work/mbsyncrc" <<RC
IMAPAccount congvu
Host localhost
Port $E2E_IMAPS
User $E2E_USER
Pass $E2E_PASSWORD
SSLType IMAPS
SystemCertificates no
CertificateFile $work/server.pem
AuthMechs LOGIN

IMAPStore server
Account congvu
RC
for side in first second; do
  cat >>"$work/mbsyncrc" <<RC

MaildirStore $side
Path $work/$side/
Inbox $work/$side-inbox

Channel $side
Far :server:$mailbox
Near :$side:$mailbox
Create Both
Expunge Both
Sync All
SyncState $work/state-$side/
RC
done

sync() {
  mbsync --quiet --config "$work/mbsyncrc" "$1"
}

# One line a message: its SHA-256 without the X-TUID line that mbsync adds to what it copies, and its flags.
listing() {
  python3 "$here/maildir_listing.py" "$work/$1/$mailbox"
}

serverState() {
  python3 "$here/mailbox_state.py" "$mailbox"
}

node "$here/write-maildir.ts" "$work/first/$mailbox" "$count"
listing first >"$work/original"
sync first
sync second
listing second >"$work/pulled"
if ! cmp -s "$work/original" "$work/pulled"; then
  echo "of $count messages these differ (< written, > pulled):"
  diff "$work/original" "$work/pulled" | head -n 20
  exit 1
fi
listing first | cmp - "$work/original"

before=$(serverState)
sync first
sync second
[ "$(serverState)" = "$before" ] || { echo "a run without changes changed the mailbox: $before; now $(serverState)"; exit 1; }
listing first | cmp - "$work/original"
listing second | cmp - "$work/original"

# Maildir keeps \Flagged as F in the file name's information.
file=$(find "$work/second/$mailbox/cur" -type f -name '*:2,S' | sort | sed -n 1p)
mv "$file" "${file%S}FS"
sync second
sync first
listing first >"$work/flagged-first"
listing second | cmp - "$work/flagged-first"
if cmp -s "$work/original" "$work/flagged-first"; then
  echo 'a flag set in the second maildir did not reach the first'
  exit 1
fi
echo "$count messages: $before"
