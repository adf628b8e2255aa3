/**
 * What a log leaf commits to. For an entry of the archive the leaf's data is the entry's 32-byte random salt followed by
 * one line of JSON in UTF-8, without spaces, with these members in this order:
 *
 *     {"v":2,"sequence":17,"time":1795406400000,"from":"…","to":["…"],"direction":"…","verdict":"…","sha256":"…",
 *      "forms":{"received":"…","sent":"…"}}
 *
 * `sequence` is the leaf's index, `time` the time of receipt in milliseconds since 1970, `from` and `to` the
 * envelope in its order, blind copies included, `sha256` the hash of the received bytes in lower-case hex. The
 * salt keeps a published hash from confirming a guess about who wrote to whom. The leaf hash is RFC 6962's.
 *
 * `forms` names the forms whose bytes are kept, in the order received, sent, encrypted, decrypted, each with the hash of
 * its bytes: none of them can be exchanged, and a letter that was kept cannot pass for one that was refused. Version 1,
 * of entries from before, is the same line without it.
 *
 * For an act on the trail (an operator's, an auditor's question, an event of a key) it is a salt and
 *
 *     {"v":1,"kind":"act","sequence":18,"time":1795406400000,"operator":"…","role":"…","operation":"…","detail":"…"}
 *
 * with the detail as the trail has it, a text of JSON. A line without `kind` is an entry's.
 */
import { type AuditRecord, type FormKind, formKinds, type NewEntry } from '../../ports/archive.ts'

export const saltBytes = 32

type Committed = Pick<NewEntry, 'receivedAt' | 'mailFrom' | 'direction' | 'verdict' | 'sha256'> & {
  readonly recipients: readonly { readonly address: string }[]
}

/** The forms of an entry with their hashes; null for an entry whose leaf is of version 1. */
export type CommittedForms = readonly { readonly kind: FormKind; readonly sha256: Uint8Array }[] | null

export const leafVersion = 2

export function leafData(
  entry: Committed,
  forms: CommittedForms,
  sequence: number,
  salt: Uint8Array,
): Buffer {
  const line = JSON.stringify({
    v: forms === null ? 1 : leafVersion,
    sequence,
    time: entry.receivedAt,
    from: entry.mailFrom,
    to: entry.recipients.map(recipient => recipient.address),
    direction: entry.direction,
    verdict: entry.verdict,
    sha256: hex(entry.sha256),
    ...(forms !== null && { forms: hashesOf(forms) }),
  })
  return Buffer.concat([salt, Buffer.from(line)])
}

function hashesOf(forms: NonNullable<CommittedForms>): Readonly<Record<string, string>> {
  const known = formKinds.flatMap(kind => forms.filter(form => form.kind === kind))
  return Object.fromEntries(known.map(({ kind, sha256 }) => [kind, hex(sha256)]))
}

function hex({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('hex')
}

export function actLeafData(act: AuditRecord, sequence: number, salt: Uint8Array): Buffer {
  const { at: time, operator, role, operation, detail } = act
  const line = JSON.stringify({ v: 1, kind: 'act', sequence, time, operator, role, operation, detail })
  return Buffer.concat([salt, Buffer.from(line)])
}
