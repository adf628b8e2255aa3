import type { FlagChange } from '../../ports/mailboxes.ts'
import { bad, command, no, ok, refusal } from '../command.ts'
import { reporting } from '../progress.ts'
import type { Session } from '../session.ts'
import { type Cursor, ParseError } from '../wire/cursor.ts'
import { storedFlags } from '../wire/flags.ts'
import { sequenceSet } from '../wire/sequence-set.ts'

/**
 * RFC 3501 §6.4.6:
 *
 *     store           = "STORE" SP sequence-set SP store-att-flags
 *     store-att-flags = (["+" / "-"] "FLAGS" [".SILENT"]) SP (flag-list / (flag *(SP flag)))
 */
export const store = command({
  parse(cursor, byUid) {
    cursor.space()
    const set = sequenceSet(cursor)
    cursor.space()
    const { mode, silent } = action(cursor)
    cursor.space()
    return { byUid, set, mode, silent, flags: storedFlags(cursor) }
  },
  async run(session, { byUid, set, mode, silent, flags }) {
    const { mailbox, view } = session.selected
    const places = view.resolve(set, byUid)
    if (places === undefined) return bad('There is no such message')
    if (places.length === 0) return ok('There was nothing to change')
    const change = { uids: view.uids(places), mode, flags: flags.bits, keywords: flags.keywords }
    const changed = await reporting(session, undefined, () => mailbox.setFlags(change))
    if (!changed.ok) return refusal(changed.error)
    view.own(changed.value.modseq)
    // Silence would hide what others changed in the same messages meanwhile.
    // What was not asked for holds the UID (RFC 9051 §7.5.2).
    const withUid = byUid || (silent && session.modes.rev2)
    if (!silent || view.hasUntoldFlags) await writeFlags(session, changed.value, withUid)
    const isPartial = !byUid && changed.value.uids.length < places.length
    return isPartial ? no('Some messages were removed', 'EXPUNGEISSUED') : ok('STORE completed')
  },
})

function action(cursor: Cursor): { mode: FlagChange['mode']; silent: boolean } {
  const mode = cursor.takes('+') ? 'add' : cursor.takes('-') ? 'remove' : 'replace'
  const item = cursor.keyword()
  if (item !== 'FLAGS' && item !== 'FLAGS.SILENT') throw new ParseError('FLAGS was expected')
  return { mode, silent: item === 'FLAGS.SILENT' }
}

async function writeFlags(
  session: Session,
  changed: { readonly uids: Uint32Array; readonly flags: Uint32Array },
  withUid: boolean,
): Promise<void> {
  const { writer } = session
  const { view } = session.selected
  view.tellKeywords(writer)
  for (let i = 0; i < changed.uids.length; i++) {
    const uid = changed.uids[i]!
    writer
      .text('* ')
      .number(view.place(uid) + 1)
      .text(' FETCH (')
    if (withUid) writer.text('UID ').number(uid).text(' ')
    writer.text('FLAGS ').bytes(view.flagText(uid, changed.flags[i]!)).text(')\r\n')
    if (i % 1024 === 1023) await writer.ready()
  }
}
