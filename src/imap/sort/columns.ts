/** What messages are compared by: numbers and texts in columns, read in batches and without message bytes. */
import { casemap, compareKeys } from '../../base/casemap.ts'
import { baseSubject } from '../../mail/base-subject.ts'
import { decodeHeaderText } from '../../mail/encoded-word.ts'
import { type AddressField, type EnvelopeAddress, firstAddresses } from '../../mail/imap-envelope.ts'
import type { Pause, Searched } from '../search/scan.ts'
import type { Scores } from '../search/scores.ts'
import type { Criterion, SortKey } from './criteria.ts'

/** Messages of which columns are read at once. */
const batchSize = 1000

/** Compares two of the messages, by their positions among those that the columns are of; 0 where they are equal. */
export type Compare = (a: number, b: number) => number

interface AddressKey {
  readonly field: AddressField
  readonly textOf: (address: EnvelopeAddress) => string
}

const addressKeys: ReadonlyMap<SortKey, AddressKey> = new Map([
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

/** Reads what `criteria` need of the messages at `places`. */
export async function comparing(
  searched: Searched,
  places: Uint32Array,
  criteria: readonly Criterion[],
  scores: Scores | undefined,
  pause: Pause,
): Promise<Compare> {
  const { view, mailbox } = searched
  const numbers = new Map<SortKey, Float64Array>()
  const texts = new Map<SortKey, string[]>()
  for (const { key } of criteria) {
    if (addressKeys.has(key) || key === 'SUBJECT') texts.set(key, Array(places.length).fill(''))
    else numbers.set(key, new Float64Array(places.length))
  }
  const arrivals = numbers.get('ARRIVAL')
  const sizes = numbers.get('SIZE')
  const dates = numbers.get('DATE')
  const relevancies = numbers.get('RELEVANCY')
  for (let i = 0; i < places.length; i++) {
    const row = view.row(places[i]!)
    if (row < 0) continue
    if (arrivals !== undefined) arrivals[i] = mailbox.messages.internalDatesMs[row]!
    if (sizes !== undefined) sizes[i] = mailbox.messages.sizesBytes[row]!
    // RFC 5256 §2.2: where no Date can be read, the internal date stands for it.
    if (dates !== undefined) dates[i] = mailbox.messages.internalDatesMs[row]!
    // The nearest first (RFC 6203 §6).
    if (relevancies !== undefined) relevancies[i] = -(scores?.of(places[i]!) ?? 0)
    if (i % 4096 === 4095) await pause()
  }
  const subjects = texts.get('SUBJECT')
  if (dates !== undefined && subjects === undefined) {
    await inBatches(
      searched,
      places,
      pause,
      ids => mailbox.sentDates(ids),
      (i, { sentAt }) => {
        if (sentAt !== null) dates[i] = sentAt
      },
    )
  }
  if (subjects !== undefined) {
    await inBatches(
      searched,
      places,
      pause,
      ids => mailbox.searchTexts(ids),
      (i, { sentAt, subject }) => {
        if (dates !== undefined && sentAt !== null) dates[i] = sentAt
        subjects[i] = casemap(baseSubject(subject).text)
      },
    )
  }
  const addressed = criteria.flatMap(({ key }) => {
    const known = addressKeys.get(key)
    return known === undefined ? [] : [{ ...known, column: texts.get(key)! }]
  })
  if (addressed.length > 0) {
    const fields = addressed.map(({ field }) => field)
    await inBatches(
      searched,
      places,
      pause,
      ids => mailbox.structures(ids),
      (i, { envelope }) => {
        const addresses = firstAddresses(envelope, fields)
        for (const [j, { column, textOf }] of addressed.entries()) {
          const address = addresses[j]
          if (address) column[i] = casemap(textOf(address))
        }
      },
    )
  }
  return inTurn(
    criteria.map(({ key, reverse }) => {
      const column = numbers.get(key)
      const compare = column === undefined ? byText(texts.get(key)!) : byNumber(column)
      return reverse ? (a: number, b: number) => compare(b, a) : compare
    }),
  )
}

/** Hands out what is stored of each message that is still there, with its position. */
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
    const byId = new Map(stored.map(each => [each.id, each]))
    for (let i = start; i < end; i++) {
      const found = byId.get(ids[i - start]!)
      if (found !== undefined) take(i, found)
    }
    await pause()
  }
}

function byNumber(column: Float64Array): Compare {
  return (a, b) => column[a]! - column[b]!
}

function byText(column: readonly string[]): Compare {
  // Only characters beyond the first plane stand elsewhere in UTF-16 than in UTF-8.
  if (column.some(text => /[\ud800-\udfff]/.test(text))) return (a, b) => compareKeys(column[a]!, column[b]!)
  return (a, b) => {
    const one = column[a]!
    const other = column[b]!
    return one < other ? -1 : one > other ? 1 : 0
  }
}

/** The first criterion by which two messages differ decides. */
function inTurn(compares: readonly Compare[]): Compare {
  const [only] = compares
  if (compares.length === 1 && only !== undefined) return only
  return (a, b) => {
    for (const compare of compares) {
      const order = compare(a, b)
      if (order !== 0) return order
    }
    return 0
  }
}
