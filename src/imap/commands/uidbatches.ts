import { bad, command, no, ok } from '../command.ts'
import type { View } from '../view/view.ts'

interface Arguments {
  readonly size: number
  /** The first and last batch that are asked for, counted from 1. */
  readonly range: readonly [first: number, last: number] | undefined
}

/** RFC 10022 §3.1.3.2. */
const leastMessages = 500
/** RFC 10022 §3.1.5: messages of the batches that are asked for by number. */
const mostMessages = 100_000

/**
 * RFC 10022 §4; batches begin with the latest messages:
 *
 *     message-batches     = "UIDBATCHES" SP nz-number [SP nz-number ":" nz-number]
 *     uidbatches-response = "UIDBATCHES" search-correlator [SP uid-range *("," uid-range)]
 */
export const uidbatches = command({
  parse(cursor): Arguments {
    cursor.space()
    const size = cursor.positive()
    if (!cursor.takes(' ')) return { size, range: undefined }
    const first = cursor.positive()
    cursor.expect(':')
    return { size, range: [first, cursor.positive()] }
  },
  check(_, { size, range }) {
    if (size < leastMessages) return no(`Minimum batch size is ${leastMessages}`, 'TOOFEW')
    if (range === undefined) return undefined
    const [first, last] = range
    if (first > last) return { ...bad('Invalid batch range'), code: 'CLIENTBUG' }
    return (last - first + 1) * size > mostMessages ? no('Too many messages', 'TOOMANY') : undefined
  },
  async run(session, { size, range }) {
    const { writer, selected } = session
    writer.text('* UIDBATCHES (TAG ').string(session.tag).text(')')
    let separator = ' '
    for (const [high, low] of batches(selected.view, size, ...(range ?? []))) {
      writer.text(separator).number(high).text(':').number(low)
      separator = ','
    }
    writer.text('\r\n')
    return ok('UIDBATCHES completed')
  },
})

/**
 * UIDs from the highest down to the lowest of each batch. They leave no gap between them, and the last ends at 1, so
 * that clients can tell that it is the last (RFC 10022 §3.1.4).
 */
export function* batches(
  view: Pick<View, 'exists' | 'uid'>,
  size: number,
  first = 1,
  last = Number.POSITIVE_INFINITY,
): Generator<readonly [high: number, low: number]> {
  for (let batch = first; batch <= last; batch++) {
    // Places of the highest message of this batch, and of the next one.
    const place = view.exists - (batch - 1) * size - 1
    if (place < 0) return
    const below = place - size
    yield [view.uid(place), below < 0 ? 1 : view.uid(below) + 1]
  }
}
