/**
 * Mailbox names on the wire. We write modified UTF-7 (RFC 3501 §5.1.3) and read both it and plain UTF-8, which
 * some clients send regardless. Inside the program names are NFC with `/` between levels and INBOX in capitals.
 */
import type { Cursor } from './cursor.ts'
import { ParseError } from './cursor.ts'

export const hierarchySeparator = '/'

/** `mailbox = "INBOX" / astring` */
export function mailbox(cursor: Cursor): string {
  return givenMailbox(cursor).name
}

/** A name as we keep it, and as the client wrote it: decoded, but not normalized. */
export interface GivenName {
  readonly name: string
  readonly given: string
}

export function givenMailbox(cursor: Cursor): GivenName {
  const wire = cursor.astring()
  const given = cursor.modes.utf8Names ? wire : fromUtf7(wire)
  return { name: canonicalName(given), given }
}

export function decodeName(wire: string): string {
  return canonicalName(fromUtf7(wire))
}

export function encodeName(name: string): string {
  return name.replace(/&|[^\x20-\x7e]+/g, run => (run === '&' ? '&-' : toBase64(run)))
}

/** Why a name cannot be given to a new mailbox, or undefined. `maxBytes` counts UTF-8. */
export function nameProblem(name: string, maxBytes: number): string | undefined {
  if (name === '') return 'The name is empty'
  if (Buffer.byteLength(name) > maxBytes) return 'The name is too long'
  if (name.split(hierarchySeparator).some(level => level === '')) return 'A level of the name is empty'
  // Wildcards could never be listed by name, controls could never be shown.
  if (/[\x00-\x1f\x7f-\x9f\u2028\u2029%*]/.test(name)) return 'The name holds a forbidden character'
  if (!name.isWellFormed()) return 'The name is not Unicode'
  return undefined
}

/** A name that is plain UTF-8. */
export function canonicalName(text: string): string {
  const name = text.normalize('NFC')
  return /^inbox(?=\/|$)/i.test(name) ? `INBOX${name.slice(5)}` : name
}

/** A run that is not modified UTF-7 stands for itself: `R&D` from a client that does not encode. */
function fromUtf7(wire: string): string {
  if (!wire.includes('&') || /[^\x00-\x7f]/.test(wire)) return wire
  return wire.replace(/&([A-Za-z0-9+,]*)-/g, (whole, base64: string) => {
    if (base64 === '') return '&'
    const bytes = Buffer.from(base64.replaceAll(',', '/'), 'base64')
    if (bytes.length === 0 || bytes.length % 2 === 1) return whole
    const text = bytes.swap16().toString('utf16le')
    return text.isWellFormed() ? text : whole
  })
}

function toBase64(run: string): string {
  const bytes = Buffer.from(run, 'utf16le').swap16()
  return `&${bytes.toString('base64').replace(/=+$/, '').replaceAll('/', ',')}-`
}

/**
 * Tests names against a LIST pattern: `*` matches anything, `%` anything within a level (RFC 3501 §6.3.8). Follows all
 * ways to match at once: tried one after another, as an expression would, they take time in the power of the
 * wildcards.
 */
export function nameMatcher(
  reference: string,
  pattern: string,
  utf8Names = false,
): (name: string) => boolean {
  const given = utf8Names ? reference + pattern : fromUtf7(reference) + fromUtf7(pattern)
  const parts = canonicalName(given).split(/([*%]+)/)
  if (parts.length > 2 * maxWildcards + 1) throw new ParseError('Too many wildcards')
  return name => {
    // Where in the name the pattern so far can end, ascending.
    let ends = [0]
    for (const [i, part] of parts.entries()) {
      ends = i % 2 === 1 ? stretched(ends, name, part.includes('*')) : continued(ends, name, part)
    }
    return ends.at(-1) === name.length
  }
}

const maxWildcards = 5

function continued(ends: readonly number[], name: string, text: string): number[] {
  return ends.filter(end => name.startsWith(text, end)).map(end => end + text.length)
}

function stretched(ends: readonly number[], name: string, acrossLevels: boolean): number[] {
  const places: number[] = []
  let covered = -1
  for (const end of ends) {
    if (end <= covered) continue
    const separator = acrossLevels ? -1 : name.indexOf(hierarchySeparator, end)
    covered = separator < 0 ? name.length : separator
    for (let place = end; place <= covered; place++) places.push(place)
  }
  return places
}
