import { bad, command, no, ok } from '../command.ts'
import { beginUpdates, keepCurrent } from '../search/contexts.ts'
import {
  checkProgram,
  find,
  isFuzzy,
  keepingNumbers,
  optionalReturns,
  searchCriteria,
  searchedOf,
  tellResults,
  writePlain,
} from '../search/program.ts'
import { sortCriteria } from '../sort/criteria.ts'
import { inOrderOf } from '../sort/order.ts'

/**
 * RFC 5256 §3, with the results of RFC 5267 §3:
 *
 *     sort = "SORT" [search-return-opts] SP sort-criteria SP search-criteria
 */
export const sort = command({
  parse(cursor, byUid) {
    cursor.space()
    const returns = optionalReturns(cursor, 'SORT')
    const criteria = sortCriteria(cursor)
    cursor.space()
    return { byUid, criteria, program: searchCriteria(cursor, returns) }
  },
  check(session, { criteria, program }) {
    if (criteria.length > session.limits.imapSortKeys) return no('There are too many sort keys', 'LIMIT')
    // RFC 6203 §6
    if (criteria.some(({ key }) => key === 'RELEVANCY') && !isFuzzy(program.key)) {
      return bad('RELEVANCY needs a FUZZY key')
    }
    return checkProgram(session, program)
  },
  async run(session, { byUid, criteria, program }) {
    if (program.returns?.options.has('UPDATE')) beginUpdates(session, program.key, criteria)
    const found = await find(session, byUid, program, false)
    if ('status' in found) return found
    const { scores } = found
    const searched = searchedOf(session)
    const places = await inOrderOf(searched, found.places, criteria, scores)
    const { returns, key } = program
    if (returns !== undefined) tellResults(session, byUid, program, places, found)
    else writePlain(session, 'SORT', byUid, key, places)
    if (returns?.options.has('UPDATE')) keepCurrent(session, byUid, key, criteria, places, returns.fetch)
    return { ...ok('SORT completed'), ...keepingNumbers(key) }
  },
})
