import { needing } from '../capability/optional.ts'
import { command, ok } from '../command.ts'
import { checkProgram, find, keepingNumbers, searchCriteria, searchedOf } from '../search/program.ts'
import { type Pause, pacer } from '../search/scan.ts'
import { type Forest, writeForest } from '../thread/forest.ts'
import { type Letters, lettersOf } from '../thread/letters.ts'
import { orderedSubject } from '../thread/ordered-subject.ts'
import { references, refs } from '../thread/references.ts'
import { type Cursor, ParseError } from '../wire/cursor.ts'

type Algorithm = (letters: Letters, pause: Pause) => Promise<Forest>

const algorithms: ReadonlyMap<string, (cursor: Cursor) => Algorithm> = new Map([
  ['ORDEREDSUBJECT', needing('THREAD=ORDEREDSUBJECT', () => orderedSubject)],
  ['REFERENCES', needing('THREAD=REFERENCES', () => references)],
  ['REFS', needing('THREAD=REFS', () => refs)],
])

/**
 * RFC 5256 §3:
 *
 *     thread     = "THREAD" SP thread-alg SP search-criteria
 *     thread-alg = "ORDEREDSUBJECT" / "REFERENCES" / thread-alg-ext
 */
export const thread = command({
  parse(cursor, byUid) {
    cursor.space()
    const algorithm = algorithms.get(cursor.keyword())?.(cursor)
    if (algorithm === undefined) throw new ParseError('Unknown threading algorithm')
    cursor.space()
    return { byUid, algorithm, program: searchCriteria(cursor) }
  },
  check: (session, { program }) => checkProgram(session, program),
  async run(session, { byUid, algorithm, program }) {
    const found = await find(session, byUid, program, false)
    if ('status' in found) return found
    const { places } = found
    const { view } = session.selected
    const pause = pacer()
    const forest = await algorithm(await lettersOf(searchedOf(session), places, pause), pause)
    await writeForest(session.writer, forest, letter =>
      byUid ? view.uid(places[letter]!) : places[letter]! + 1,
    )
    return { ...ok('THREAD completed'), ...keepingNumbers(program.key) }
  },
})
