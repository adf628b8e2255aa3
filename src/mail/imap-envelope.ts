/** Reads back what `renderEnvelope` writes, so that what an ENVELOPE says needs no message (RFC 3501 §7.4.2). */
import { asBuffer } from './bytes.ts'

/** Byte strings; of the start of a group `mailbox` is its name and `host` is null. */
export interface EnvelopeAddress {
  readonly name: string | null
  readonly mailbox: string | null
  readonly host: string | null
}

export type AddressField = 'from' | 'sender' | 'replyTo' | 'to' | 'cc' | 'bcc'

const places: Readonly<Record<AddressField, number>> = {
  from: 2,
  sender: 3,
  replyTo: 4,
  to: 5,
  cc: 6,
  bcc: 7,
}

/** The first address of each field that is asked for; null where the field is missing. */
export function firstAddresses(
  envelope: Uint8Array,
  fields: readonly AddressField[],
): readonly (EnvelopeAddress | null)[] {
  const values = read(asBuffer(envelope).toString('latin1'))
  return fields.map(field => {
    const list = values[places[field]]
    const first = Array.isArray(list) ? list[0] : undefined
    if (!Array.isArray(first)) return null
    return { name: text(first[0]), mailbox: text(first[2]), host: text(first[3]) }
  })
}

type Value = string | null | Value[]

function text(value: Value | undefined): string | null {
  return typeof value === 'string' ? value : null
}

/** The lists are three deep at most; what is no ENVELOPE gives as much as can be read. */
function read(envelope: string): Value[] {
  const outer: Value[] = []
  const open: Value[][] = [outer]
  let at = 0
  while (at < envelope.length) {
    const char = envelope[at]
    const list = open.at(-1)!
    if (char === '(') {
      const inner: Value[] = []
      list.push(inner)
      open.push(inner)
      at++
    } else if (char === ')') {
      if (open.length > 1) open.pop()
      at++
    } else if (char === '"') {
      const end = quotedEnd(envelope, at + 1)
      list.push(envelope.slice(at + 1, end).replace(/\\(.)/gs, '$1'))
      at = end + 1
    } else if (char === '{') {
      const size = /^\{(\d+)\}\r\n/.exec(envelope.slice(at, at + 16))
      if (size === null) break
      const start = at + size[0].length
      list.push(envelope.slice(start, start + Number(size[1])))
      at = start + Number(size[1])
    } else if (char === 'N') {
      list.push(null)
      at += 3
    } else at++
  }
  const [values] = outer
  return Array.isArray(values) ? values : []
}

function quotedEnd(envelope: string, start: number): number {
  let at = start
  while (at < envelope.length && envelope[at] !== '"') at += envelope[at] === '\\' ? 2 : 1
  return at
}
