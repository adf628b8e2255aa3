import type { FlagChange, FlagsChanged } from '../../ports/mailboxes.ts'
import { bad, command, no, ok, refusal } from '../command.ts'
import { inOrder, inPart, partOfUids } from '../message-limit.ts'
import { reporting } from '../progress.ts'
import type { Session } from '../session.ts'
import { storeModifiers } from '../store-modifiers.ts'
import { type Cursor, ParseError } from '../wire/cursor.ts'
import { storedFlags } from '../wire/flags.ts'
import { formatSet, sequenceSet } from '../wire/sequence-set.ts'

/**
 * RFC 3501 §6.4.6, with the modifiers of RFC 4466 §2.5:
 *
 *     store           = "STORE" SP sequence-set [store-modifiers] SP store-att-flags
 *     store-att-flags = (["+" / "-"] "FLAGS" [".SILENT"]) SP (flag-list / (flag *(SP flag)))
 */
export const store = command({
  parse(cursor, byUid) {
    cursor.space()
    const set = sequenceSet(cursor)
    cursor.space()
    const { unchangedSince } = storeModifiers(cursor)
    const { mode, silent } = action(cursor)
    cursor.space()
    return { byUid, set, unchangedSince, mode, silent, flags: storedFlags(cursor) }
  },
  check: ({ selected: { view } }, { unchangedSince }) =>
    unchangedSince !== undefined && !view.hasModseqs ? bad('The mailbox has no mod-sequences') : undefined,
  async run(session, { byUid, set, unchangedSince, mode, silent, flags }) {
    const { mailbox, view } = session.selected
    const named = view.resolveUids(set, byUid)
    if (named === undefined) return bad('There is no such message')
    if (unchangedSince !== undefined) session.enableCondstore()
    if (named.length === 0) return ok('There was nothing to change')
    const part = partOfUids(session, named)
    const change = {
      uids: part.uids,
      mode,
      flags: flags.bits,
      keywords: flags.keywords,
      ...(unchangedSince !== undefined && { unchangedSince }),
    }
    const changed = await reporting(session, undefined, () => mailbox.setFlags(change))
    if (!changed.ok) return refusal(changed.error)
    view.own(changed.value.modseq)
    const { uids, modified } = changed.value
    const told = { ...changed.value, uids: inOrder(uids, part) }
    const gone = await writeChanged(session, told, {
      // RFC 9051 §7.5.2 wants the UID in what was not asked for; the servers that speak IMAP4rev2 tell it here, too.
      withUid: byUid || session.modes.rev2,
      silent,
      isConditional: unchangedSince !== undefined,
    })
    await writeModified(session, inOrder(modified, part))
    const failed = modified.map(uid => (byUid ? uid : view.place(uid) + 1))
    const code = failed.length > 0 ? `MODIFIED ${formatSet(failed)}` : undefined
    const isPartial = !byUid && uids.length - gone + modified.length < part.uids.length
    const done = isPartial
      ? no('Some messages were removed', code ?? 'EXPUNGEISSUED')
      : ok(code === undefined ? 'STORE completed' : 'Some messages were changed by others', code)
    return inPart(session, done, part)
  },
})

function action(cursor: Cursor): { mode: FlagChange['mode']; silent: boolean } {
  const mode = cursor.takes('+') ? 'add' : cursor.takes('-') ? 'remove' : 'replace'
  const item = cursor.keyword()
  if (item !== 'FLAGS' && item !== 'FLAGS.SILENT') throw new ParseError('FLAGS was expected')
  return { mode, silent: item === 'FLAGS.SILENT' }
}

interface Asked {
  readonly withUid: boolean
  readonly silent: boolean
  readonly isConditional: boolean
}

/** How many messages were changed, and removed by others before that could be told. */
async function writeChanged(session: Session, changed: FlagsChanged, asked: Asked): Promise<number> {
  const { writer } = session
  const { mailbox, view } = session.selected
  const { messages } = mailbox
  // Silence would hide what others changed in the same messages meanwhile.
  const tellsFlags = !asked.silent || view.hasUntoldFlags
  const { tellsModseqs } = view
  const tellsUid = !view.uidOnly && (asked.withUid || tellsModseqs)
  let gone = 0
  let place = -1
  if (!tellsFlags && !tellsModseqs) return gone
  view.tellKeywords(writer)
  for (let i = 0; i < changed.uids.length; i++) {
    const uid = changed.uids[i]!
    place = view.place(uid, place)
    const row = place < 0 ? -1 : view.row(place)
    if (row < 0) {
      gone++
      continue
    }
    // RFC 7162 §3.1.3: silence covers the flags, never a new MODSEQ.
    if (!tellsFlags && !asked.isConditional && messages.modseqs[row] !== changed.modseq) continue
    view.beginFetch(writer, place)
    if (tellsUid) writer.text('UID ').number(uid)
    if (tellsFlags)
      writer.text(tellsUid ? ' FLAGS ' : 'FLAGS ').bytes(view.flagText(uid, messages.flags[row]!))
    if (tellsModseqs) {
      writer.text(tellsUid || tellsFlags ? ' MODSEQ (' : 'MODSEQ (')
      writer.number(messages.modseqs[row]!).text(')')
    }
    writer.text(')\r\n')
    if (i % 1024 === 1023) await writer.ready()
  }
  return gone
}

/** What others made of messages that were left alone, for the next attempt (RFC 7162 §3.1.3). */
async function writeModified(session: Session, modified: Uint32Array): Promise<void> {
  const { writer } = session
  const { mailbox, view } = session.selected
  if (modified.length > 0) view.tellKeywords(writer)
  for (let i = 0; i < modified.length; i++) {
    const uid = modified[i]!
    const place = view.place(uid)
    const row = place < 0 ? -1 : view.row(place)
    const { flags, modseqs } = mailbox.messages
    // What is still to be told follows in any case.
    if (row < 0 || view.isUntold(modseqs[row]!)) continue
    view.beginFetch(writer, place)
    if (!view.uidOnly) writer.text('UID ').number(uid).text(' ')
    writer
      .text('FLAGS ')
      .bytes(view.flagText(uid, flags[row]!))
      .text(' MODSEQ (')
      .number(modseqs[row]!)
      .text('))\r\n')
    if (i % 1024 === 1023) await writer.ready()
  }
}
