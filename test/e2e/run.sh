#!/usr/bin/env bash
# Client round trips: starts the development server in a directory of its own on free ports, runs every script
# beside this one against it, and stops it with the sessions of one open. Prints PASS or FAIL for each, the
# output of what failed, and `N passed, N failed`.
#
# The scripts learn about the server from E2E_* variables; each can be run alone against any server that way.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
export PATH="$root/node_modules/.bin:$PATH"

readyLimitMs=5000
stopLimitMs=2000
scriptLimit=240 # seconds

export E2E_WORK
E2E_WORK=$(mktemp -d)
log="$E2E_WORK/server.log"
server=
passed=0
failed=0

finish() {
  if [ -n "$server" ] && kill -0 "$server" 2>/dev/null; then
    kill -TERM "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$E2E_WORK"
}
trap finish EXIT

nowMs() { date +%s%3N; }

pass() {
  passed=$((passed + 1))
  echo "PASS  $1"
}

# The second argument names a file with the reason.
fail() {
  failed=$((failed + 1))
  echo "FAIL  $1"
  sed 's/^/      /' "$2" | tail -n 60
}

startServer() {
  local ports startedAt
  read -r -a ports < <(python3 "$here/free_ports.py" 5)
  export E2E_MX=${ports[0]} E2E_SUBMISSION=${ports[1]} E2E_SUBMISSIONS=${ports[2]}
  export E2E_IMAP=${ports[3]} E2E_IMAPS=${ports[4]}
  startedAt=$(nowMs)
  CONGVU_LISTEN__MX="127.0.0.1:$E2E_MX" \
    CONGVU_LISTEN__SUBMISSION="127.0.0.1:$E2E_SUBMISSION" \
    CONGVU_LISTEN__SUBMISSIONS="127.0.0.1:$E2E_SUBMISSIONS" \
    CONGVU_LISTEN__IMAP="127.0.0.1:$E2E_IMAP" \
    CONGVU_LISTEN__IMAPS="127.0.0.1:$E2E_IMAPS" \
    CONGVU_LISTEN__HTTP= CONGVU_LISTEN__CRL= \
    node "$root/src/congvu.mjs" serve --development --data "$E2E_WORK/data" >"$log" 2>&1 &
  server=$!
  # It may be slow on a loaded machine; too slow is a failure of its own, not the end of the run.
  while ! grep -qiw ready "$log"; do
    if ! kill -0 "$server" 2>/dev/null || [ $(($(nowMs) - startedAt)) -gt 30000 ]; then
      fail 'the server starts' "$log"
      echo "$passed passed, $failed failed"
      exit 1
    fi
    sleep 0.05
  done
  local tookMs=$(($(nowMs) - startedAt))
  if [ "$tookMs" -le "$readyLimitMs" ]; then
    pass "ready after $tookMs ms"
  else
    echo "ready only after $tookMs ms" >"$E2E_WORK/why"
    fail "ready within $readyLimitMs ms" "$E2E_WORK/why"
  fi
}

# Sample accounts are lines of address, password and agency with two or more spaces between. Two of different
# agencies write to each other.
readAccounts() {
  local accounts
  accounts=$(awk -F '  +' '{ sub(/^ +/, "") } $1 ~ /^[^ @]+@[^ @]+$/ && NF >= 3 && !seen[$3]++ { print $1 "\t" $2 }' "$log")
  if [ "$(grep -c . <<<"$accounts")" -lt 2 ]; then
    fail 'the server prints sample accounts of two agencies' "$log"
    echo "$passed passed, $failed failed"
    exit 1
  fi
  IFS=$'\t' read -r E2E_USER E2E_PASSWORD < <(sed -n 1p <<<"$accounts")
  IFS=$'\t' read -r E2E_OTHER_USER E2E_OTHER_PASSWORD < <(sed -n 2p <<<"$accounts")
  export E2E_USER E2E_PASSWORD E2E_OTHER_USER E2E_OTHER_PASSWORD
}

runScript() {
  local name=$1 output="$E2E_WORK/output" startedAt
  shift
  startedAt=$(nowMs)
  if timeout "$scriptLimit" "$@" >"$output" 2>&1; then
    pass "$name ($(($(nowMs) - startedAt)) ms)"
  else
    fail "$name" "$output"
  fi
}

# Ctrl-C reaches the server while clients are logged in, one of them in the middle of a message.
stopServer() {
  local holder startedAt tookMs code=0
  python3 "$here/hold_sessions.py" >"$E2E_WORK/holder" 2>&1 &
  holder=$!
  for _ in $(seq 100); do
    grep -q holding "$E2E_WORK/holder" && break
    sleep 0.1
  done
  startedAt=$(nowMs)
  # A background job of a script ignores SIGINT unless the program installs a handler, which the server does.
  kill -INT "$server"
  (sleep 10 && kill -KILL "$server" 2>/dev/null) &
  local watchdog=$!
  wait "$server" || code=$?
  tookMs=$(($(nowMs) - startedAt))
  kill "$watchdog" 2>/dev/null || true
  server=
  kill "$holder" 2>/dev/null || true
  wait "$holder" 2>/dev/null || true
  if ! grep -q holding "$E2E_WORK/holder"; then
    fail 'sessions are open when Ctrl-C comes' "$E2E_WORK/holder"
  elif [ "$tookMs" -le "$stopLimitMs" ] && [ "$code" -eq 0 ]; then
    pass "Ctrl-C stops it after $tookMs ms with sessions open"
  else
    { echo "stopped after $tookMs ms with exit code $code" && tail -n 20 "$log"; } >"$E2E_WORK/why"
    fail "Ctrl-C stops it within $stopLimitMs ms with exit code 0" "$E2E_WORK/why"
  fi
}

startServer
readAccounts
runScript 'Python smtplib and imaplib round trip' python3 "$here/python_round_trip.py"
runScript 'curl over imap, imaps, smtp and smtps' "$here/curl.sh"
runScript 'swaks with AUTH over TLS' "$here/swaks.sh"
runScript 'the regulation, in swaks, Python and mutt' "$here/regulation.sh"
runScript 'nodemailer and imapflow round trip' node "$here/node-clients.ts"
runScript 'an IDLE client hears of a letter within 1 s' python3 "$here/idle.py"
runScript 'signed letters through a Postfix relay' node "$here/postfix-relay.ts"
runScript 'a signed letter in Thunderbird and mutt' node "$here/signed-letters.ts"
runScript "an auditor's mailbox in mbsync, imapflow, Python, mutt and Thunderbird" node "$here/auditor.ts"
runScript 'mbsync of 1,000 varied messages both ways' "$here/mbsync.sh"
runScript 'offlineimap both ways' node "$here/offlineimap.ts"
runScript 'fetchmail and getmail6' node "$here/fetchers.ts"
runScript 'neomutt reads, flags, saves and deletes' node "$here/neomutt.ts"
runScript 'Thunderbird reads, sends, files and flags' node "$here/thunderbird.ts"
runScript 'an office box of two officials in Thunderbird, mutt, neomutt, mbsync and imapflow' node "$here/shared.ts"
runScript 'mbsync of 10,000 messages by two maildirs at once' node "$here/mbsync-many.ts"
stopServer

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
