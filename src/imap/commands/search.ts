import { command, ok } from '../command.ts'
import { keepCurrent } from '../search/contexts.ts'
import {
  checkProgram,
  find,
  optionalReturns,
  searchedOf,
  searchProgram,
  tellResults,
} from '../search/program.ts'
import type { Session } from '../session.ts'

/**
 * RFC 3501 §6.4.4, with the results of RFC 4731 §3.1:
 *
 *     search = "SEARCH" [search-return-opts] SP search-program
 */
export const search = command({
  parse(cursor, byUid) {
    cursor.space()
    return { byUid, program: searchProgram(cursor, optionalReturns(cursor)) }
  },
  check: (session, { program }) => checkProgram(session, program),
  async run(session, { byUid, program }) {
    const found = await find(session, byUid, program)
    if ('status' in found) return found
    const { places, scores } = found
    const { returns, key } = program
    if (returns === undefined) writeSearch(session, byUid, places)
    else tellResults(session, byUid, returns, places, scores)
    if (returns?.options.has('UPDATE')) keepCurrent(session, searchedOf(session), byUid, key, null, places)
    return ok('SEARCH completed')
  },
})

function writeSearch({ writer, selected: { view } }: Session, byUid: boolean, places: Uint32Array): void {
  writer.text('* SEARCH')
  for (const place of places) writer.text(' ').number(byUid ? view.uid(place) : place + 1)
  writer.text('\r\n')
}
