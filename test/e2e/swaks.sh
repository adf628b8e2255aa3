#!/usr/bin/env bash
# swaks: AUTH PLAIN and LOGIN over STARTTLS and over TLS, a sender that is not one's own, a stranger who wants
# to relay, and a letter from outside.
set -euo pipefail

client=(swaks --server 127.0.0.1 --timeout 20 --hide-all --ehlo may-tram.caobang.gov.vn)
login=(--auth-user "$E2E_USER" --auth-password "$E2E_PASSWORD")
letter=(--from "$E2E_USER" --to "$E2E_OTHER_USER" --header 'Subject: =?UTF-8?Q?Gi=E1=BA=A5y_m=E1=BB=9Di?=')

# Success of swaks is an exit code of 0; a refusal must be one of the codes that mean it, not a crash.
refused() {
  local wanted=$1 code=0
  shift
  "$@" >/dev/null 2>&1 || code=$?
  if [ "$code" -ne "$wanted" ]; then
    echo "exit code $code instead of $wanted: ${*:2}" >&2
    return 1
  fi
}
senderRefused=23
recipientRefused=24
dataRefused=26
authRefused=28

for mechanism in PLAIN LOGIN; do
  "${client[@]}" --port "$E2E_SUBMISSION" --tls --auth "$mechanism" "${login[@]}" "${letter[@]}"
  "${client[@]}" --port "$E2E_SUBMISSIONS" --tls-on-connect --auth "$mechanism" "${login[@]}" "${letter[@]}"
done

refused "$authRefused" "${client[@]}" --port "$E2E_SUBMISSION" --tls --auth PLAIN \
  --auth-user "$E2E_USER" --auth-password 'sai-mat-khau' "${letter[@]}"
# No AUTH before TLS.
refused "$authRefused" "${client[@]}" --port "$E2E_SUBMISSION" --auth PLAIN "${login[@]}" "${letter[@]}"
# No relay for strangers.
refused "$recipientRefused" "${client[@]}" --port "$E2E_MX" --from tin@example.com --to ai-do@example.net
refused "$recipientRefused" "${client[@]}" --port "$E2E_MX" --from tin@example.com --to khong-co@caobang.gov.vn
# Only one's own address as sender; the envelope or the header may be what is refused.
refused "$senderRefused" "${client[@]}" --port "$E2E_SUBMISSION" --tls --auth PLAIN "${login[@]}" \
  --from "$E2E_OTHER_USER" --to "$E2E_OTHER_USER" ||
  refused "$dataRefused" "${client[@]}" --port "$E2E_SUBMISSION" --tls --auth PLAIN "${login[@]}" \
    --from "$E2E_OTHER_USER" --to "$E2E_OTHER_USER"
