import { command, ok } from '../command.ts'
import { inOrder, inPart } from '../message-limit.ts'
import { beginUpdates, keepCurrent, refuseUpdate } from '../search/contexts.ts'
import {
  checkProgram,
  find,
  keepingNumbers,
  optionalReturns,
  searchProgram,
  tellResults,
  writePlain,
} from '../search/program.ts'
import type { Returns } from '../search/returns.ts'

/** RFC 9051 §6.4.4: of IMAP4rev2 every answer is an ESEARCH. */
const ofRev2: Returns = { options: new Set(['ALL']), partial: undefined }

/**
 * RFC 3501 §6.4.4, with the results of RFC 4731 §3.1:
 *
 *     search = "SEARCH" [search-return-opts] SP search-program
 */
export const search = command({
  parse(cursor, byUid) {
    cursor.space()
    const returns = optionalReturns(cursor) ?? (cursor.modes.rev2 ? ofRev2 : undefined)
    return { byUid, program: searchProgram(cursor, returns) }
  },
  check: (session, { program }) => checkProgram(session, program),
  async run(session, { byUid, program }) {
    if (program.returns?.options.has('UPDATE')) beginUpdates(session, program.key, null)
    const found = await find(session, byUid, program, true)
    if ('status' in found) return found
    const { places } = found
    const { returns, key } = program
    if (returns === undefined) writePlain(session, 'SEARCH', byUid, key, inOrder(places, found))
    else tellResults(session, byUid, program, places, found)
    if (returns?.options.has('UPDATE')) {
      if (found.code === undefined) keepCurrent(session, byUid, key, null, places, returns.fetch)
      else refuseUpdate(session, 'Not all messages were looked at')
    }
    return inPart(session, { ...ok('SEARCH completed'), ...keepingNumbers(key) }, found)
  },
})
