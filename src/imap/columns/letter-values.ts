/** Reads what letters are compared by, in batches and without message bytes, as far as it is not known yet. */
import { casemap } from '../../base/casemap.ts'
import { baseSubject } from '../../mail/base-subject.ts'
import { decodeHeaderText } from '../../mail/encoded-word.ts'
import { type AddressField, type EnvelopeAddress, firstAddresses } from '../../mail/imap-envelope.ts'
import { messageIds } from '../../mail/message-ids.ts'
import type { ThreadTexts } from '../../ports/mailboxes.ts'
import type { Pause, Searched } from '../search/scan.ts'
import { type ColumnName, Columns } from './known-columns.ts'

/** Messages of which columns are read at once. */
const batchSize = 1000

interface AddressKey {
  readonly field: AddressField
  readonly textOf: (address: EnvelopeAddress) => string
}

const addressKeys: ReadonlyMap<ColumnName, AddressKey> = new Map([
  ['FROM', { field: 'from', textOf: mailboxOf }],
  ['TO', { field: 'to', textOf: mailboxOf }],
  ['CC', { field: 'cc', textOf: mailboxOf }],
  ['DISPLAYFROM', { field: 'from', textOf: displayOf }],
  ['DISPLAYTO', { field: 'to', textOf: displayOf }],
])

/** RFC 5256 §3: `addr-mailbox` of the first address; of a group it is the name. */
function mailboxOf({ mailbox }: EnvelopeAddress): string {
  return decodeHeaderText(mailbox ?? '')
}

/** RFC 5957 §3: the name where there is one, else the address. */
function displayOf({ name, mailbox, host }: EnvelopeAddress): string {
  if (name !== null && name !== '') return decodeHeaderText(name)
  const local = decodeHeaderText(mailbox ?? '')
  return host === null || host === '' ? local : `${local}@${decodeHeaderText(host)}`
}

/** What is read of the columns that threads are made of. */
const threadNumbers: ReadonlyMap<ColumnName, (stored: ThreadTexts, columns: Columns) => number> = new Map([
  ['DATE', ({ sentAt }) => sentAt ?? Number.NaN],
  [
    'SUBJECT',
    ({ subject }, columns) => {
      const { text, isReply } = baseSubject(subject)
      return 2 * columns.texts('SUBJECT').number(casemap(text)) + (isReply ? 1 : 0)
    },
  ],
  ['ID', ({ messageId }, columns) => columns.texts('ID').number(messageIds(messageId)[0] ?? '')],
  ['ANCESTORS', ({ ancestors }, columns) => (ancestors === null ? -1 : listOf(ancestors, columns))],
])

/** IDs with spaces between, as numbers. */
export function listOf(ancestors: string, columns: Columns): number {
  if (ancestors === '') return 0
  const ids = columns.texts('ID')
  return columns.ancestors.add(ancestors.split(' ').map(id => ids.number(id)))
}

/** Of some letters, by their positions among these. */
export interface LetterValues {
  readonly columns: Columns
  numbers(name: ColumnName): Float64Array
  /** Of a column of texts: numbers that stand in the order of the texts. */
  ranks(name: ColumnName): Promise<Float64Array>
}

/** Of a letter that left meanwhile there is no date, and its texts are empty. */
export async function valuesOf(
  searched: Searched,
  places: Uint32Array,
  names: readonly ColumnName[],
  pause: Pause,
): Promise<LetterValues> {
  const { mailbox, view } = searched
  const known = mailbox.messages.columns
  const columns = known?.open() ?? new Columns()
  const values = new Map(
    names.map(name => [name, new Float64Array(places.length).fill(name === 'DATE' ? Number.NaN : 0)]),
  )
  const read = async <Stored extends { readonly id: number }>(
    group: readonly ColumnName[],
    stored: (ids: number[]) => Promise<readonly Stored[]>,
    numbersOf: (stored: Stored) => readonly number[],
  ) => {
    const into = group.map(name => values.get(name)!)
    const missing = new Uint8Array(places.length)
    for (const [j, name] of group.entries())
      await columns.column(name).fill(view, places, into[j]!, missing, pause)
    if (!missing.includes(1)) return
    const positions = Uint32Array.from(missing.keys()).filter(position => missing[position] === 1)
    const unknown = positions.map(position => places[position]!)
    const found: number[] = []
    await inBatches(searched, unknown, pause, stored, (i, each) => {
      const position = positions[i]!
      found.push(position)
      for (const [j, number] of numbersOf(each).entries()) into[j]![position] = number
    })
    for (const [j, name] of group.entries()) {
      const numbers = into[j]!
      const kept = name === 'ANCESTORS' ? found.filter(position => numbers[position] !== -1) : found
      columns.column(name).add(
        view.uids(Uint32Array.from(kept, position => places[position]!)),
        Float64Array.from(kept, position => numbers[position]!),
      )
    }
  }
  const threaded = names.filter(name => threadNumbers.has(name))
  if (threaded.some(name => name !== 'DATE')) {
    const numbers = threaded.map(name => threadNumbers.get(name)!)
    await read(
      threaded,
      ids => mailbox.threadTexts(ids),
      stored => numbers.map(numberOf => numberOf(stored, columns)),
    )
  } else if (threaded.length > 0) {
    await read(
      threaded,
      ids => mailbox.sentDates(ids),
      ({ sentAt }) => [sentAt ?? Number.NaN],
    )
  }
  const addressed = names.filter(name => addressKeys.has(name))
  if (addressed.length > 0) {
    const keys = addressed.map(name => ({ ...addressKeys.get(name)!, texts: columns.texts(name) }))
    const fields = keys.map(({ field }) => field)
    await read(
      addressed,
      ids => mailbox.structures(ids),
      ({ envelope }) => {
        const addresses = firstAddresses(envelope, fields)
        return keys.map(({ textOf, texts }, j) => {
          const address = addresses[j]
          return address ? texts.number(casemap(textOf(address))) : 0
        })
      },
    )
  }
  known?.keep(columns)
  return {
    columns,
    numbers: name => values.get(name)!,
    async ranks(name) {
      const ranks = await columns.texts(name).ranks(pause)
      const shift = name === 'SUBJECT' ? 1 : 0
      return values.get(name)!.map(number => ranks[number >>> shift]!)
    },
  }
}

/**
 * Hands out what is stored of each message that is still there, with its position. `read` answers in the order asked and
 * leaves out what is missing.
 */
export async function inBatches<Stored extends { readonly id: number }>(
  { view, mailbox }: Searched,
  places: Uint32Array,
  pause: Pause,
  read: (ids: number[]) => Promise<readonly Stored[]>,
  take: (position: number, stored: Stored) => void,
): Promise<void> {
  for (let start = 0; start < places.length; start += batchSize) {
    const end = Math.min(start + batchSize, places.length)
    const ids: number[] = []
    for (let i = start; i < end; i++) {
      const row = view.row(places[i]!)
      ids.push(row < 0 ? -1 : mailbox.messages.views[row]!)
    }
    const stored = await read(ids.filter(id => id >= 0))
    let at = 0
    for (let i = start; i < end && at < stored.length; i++)
      if (stored[at]!.id === ids[i - start]) take(i, stored[at++]!)
    await pause()
  }
}
