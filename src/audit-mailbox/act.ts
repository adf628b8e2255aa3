/** What the trail tells of a command: who asked for which letters, with which words, and why. Pure. */
import { hash } from 'node:crypto'
import type { Limits } from '../base/limits.ts'
import type { LiveMessages, ObservedCommand } from '../imap/backend.ts'
import { formatSet } from '../imap/wire/sequence-set.ts'
import type { AuditMailbox } from '../ports/audit-mailboxes.ts'

export type ActLimits = Pick<Limits, 'auditActLetters' | 'auditActChars'>

/** `archive.mailbox.fetch` and the like; the variant by UID shows in the detail. */
export function operationOf({ name }: Pick<ObservedCommand, 'name'>): string {
  return `archive.mailbox.${name.replace(/^UID /, '').toLowerCase()}`
}

/**
 * JSON text. The words of a search are all there: what was looked for must not hide behind many others. `uids` names the letters; for very many, `within` has ranges that mean each letter of the folder in
 * them.
 */
export function detailOf(
  command: ObservedCommand,
  { id, reason }: Pick<AuditMailbox, 'id' | 'reason'>,
  selected: Pick<LiveMessages, 'uids' | 'count'> | undefined,
  limits: ActLimits,
): string {
  const { name, words, mailbox, uids } = command
  const isLong = !/(SEARCH|SORT|THREAD)$/.test(name) && words.length > limits.auditActChars
  return JSON.stringify({
    mailbox: id,
    reason,
    folder: mailbox,
    command: name,
    words: isLong ? words.slice(0, limits.auditActChars) : words,
    ...(isLong ? { sha256OfWords: hash('sha256', words) } : {}),
    ...(uids === null || selected === undefined ? {} : lettersOf(uids, selected, limits.auditActLetters)),
  })
}

function lettersOf(
  uids: Uint32Array,
  selected: Pick<LiveMessages, 'uids' | 'count'>,
  most: number,
): { readonly uids: string } | { readonly within: string; readonly letters: number } {
  if (uids.length <= most) return { uids: formatSet(uids) }
  return { within: formatWithin(uids, selected), letters: uids.length }
}

/** Ranges of UIDs between which the folder has no other letter. */
function formatWithin(uids: Uint32Array, { uids: all, count }: Pick<LiveMessages, 'uids' | 'count'>): string {
  const parts: string[] = []
  let place = 0
  for (let i = 0; i < uids.length; ) {
    const first = uids[i]!
    while (place < count && all[place]! < first) place++
    let last = first
    for (i++, place++; i < uids.length && place < count && all[place] === uids[i]; i++, place++)
      last = uids[i]!
    parts.push(first === last ? `${first}` : `${first}:${last}`)
  }
  return parts.join(',')
}
