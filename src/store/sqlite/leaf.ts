/**
 * What a log leaf commits to. For an entry of the archive the leaf's data is the entry's 32-byte random salt followed by
 * one line of JSON in UTF-8, without spaces, with these members in this order:
 *
 *     {"v":1,"sequence":17,"time":1795406400000,"from":"…","to":["…"],"direction":"…","verdict":"…","sha256":"…"}
 *
 * `sequence` is the leaf's index, `time` the time of receipt in milliseconds since 1970, `from` and `to` the
 * envelope in its order, blind copies included, `sha256` the hash of the received bytes in lower-case hex. The
 * salt keeps a published hash from confirming a guess about who wrote to whom. The leaf hash is RFC 6962's.
 *
 * For an act on the trail (an operator's, an auditor's question, an event of a key) it is a salt and
 *
 *     {"v":1,"kind":"act","sequence":18,"time":1795406400000,"operator":"…","role":"…","operation":"…","detail":"…"}
 *
 * with the detail as the trail has it, a text of JSON. A line without `kind` is an entry's.
 */
import type { AuditRecord, NewEntry } from '../../ports/archive.ts'

export const saltBytes = 32

type Committed = Pick<NewEntry, 'receivedAt' | 'mailFrom' | 'direction' | 'verdict' | 'sha256'> & {
  readonly recipients: readonly { readonly address: string }[]
}

export function leafData(entry: Committed, sequence: number, salt: Uint8Array): Buffer {
  const line = JSON.stringify({
    v: 1,
    sequence,
    time: entry.receivedAt,
    from: entry.mailFrom,
    to: entry.recipients.map(recipient => recipient.address),
    direction: entry.direction,
    verdict: entry.verdict,
    sha256: Buffer.from(entry.sha256.buffer, entry.sha256.byteOffset, entry.sha256.byteLength).toString(
      'hex',
    ),
  })
  return Buffer.concat([salt, Buffer.from(line)])
}

export function actLeafData(act: AuditRecord, sequence: number, salt: Uint8Array): Buffer {
  const { at: time, operator, role, operation, detail } = act
  const line = JSON.stringify({ v: 1, kind: 'act', sequence, time, operator, role, operation, detail })
  return Buffer.concat([salt, Buffer.from(line)])
}
