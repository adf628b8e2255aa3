/** Values of fields: dates as people here write them, sizes, numbers of entries and of documents. */
import { parseByteSize } from '../../base/byte-size.ts'
import { localInstant } from '../../base/local-time.ts'
import { comparedNotation, comparedNumber } from '../../documents/compared-number.ts'

/** A stretch of the province's time, its end excluded. */
export interface Period {
  readonly fromMs: number
  readonly beforeMs: number
}

const dayMs = 86_400_000
const year = /^(\d{4})$/
const month = /^(?:(\d{4})-(\d{1,2})|(\d{1,2})\/(\d{4}))$/
const day = /^(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})\/(\d{1,2})\/(\d{4}))$/
const moment = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{3}))?)?$/

/**
 * `2026`, `2026-11`, `11/2026`, `2026-11-26`, `26/11/2026` as a whole, or a moment `2026-11-26T08:30` that lasts a
 * millisecond; undefined for no date.
 */
export function parsePeriod(text: string): Period | undefined {
  const ofYear = year.exec(text)
  if (ofYear !== null) return between(firstOf(Number(ofYear[1]), 1), firstOf(Number(ofYear[1]) + 1, 1))
  const ofMonth = month.exec(text)
  if (ofMonth !== null) {
    const y = Number(ofMonth[1] ?? ofMonth[4])
    const m = Number(ofMonth[2] ?? ofMonth[3])
    return m < 1 || m > 12
      ? undefined
      : between(firstOf(y, m), m === 12 ? firstOf(y + 1, 1) : firstOf(y, m + 1))
  }
  const ofDay = day.exec(text)
  if (ofDay !== null) {
    const start = startOf(`${ofDay[1] ?? ofDay[6]}`, `${ofDay[2] ?? ofDay[5]}`, `${ofDay[3] ?? ofDay[4]}`)
    return start === undefined ? undefined : { fromMs: start, beforeMs: start + dayMs }
  }
  const at = moment.exec(text)
  return at === null ? undefined : parseMoment(at)
}

function between(from: string, before: string): Period | undefined {
  const period = { fromMs: localInstant(from), beforeMs: localInstant(before) }
  return Number.isNaN(period.fromMs) || Number.isNaN(period.beforeMs) ? undefined : period
}

function firstOf(y: number, m: number): string {
  return `${`${y}`.padStart(4, '0')}-${`${m}`.padStart(2, '0')}-01`
}

/** When a day begins; undefined for the 31st of April. */
function startOf(y: string, m: string, d: string): number | undefined {
  const date = `${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`
  const utc = Date.parse(`${date}T00:00:00Z`)
  if (Number.isNaN(utc) || new Date(utc).toISOString().slice(0, 10) !== date) return undefined
  return localInstant(date)
}

function parseMoment([, date = '', h, min, s = '0', ms = '0']: RegExpExecArray): Period | undefined {
  const [y = '', m = '', d = ''] = date.split('-')
  const start = startOf(y, m, d)
  if (start === undefined || Number(h) > 23 || Number(min) > 59 || Number(s) > 59) return undefined
  const fromMs = start + ((Number(h) * 60 + Number(min)) * 60 + Number(s)) * 1000 + Number(ms)
  return { fromMs, beforeMs: fromMs + 1 }
}

/** Both inclusive. */
export interface SizeRange {
  readonly leastBytes: number | null
  readonly mostBytes: number | null
}

/** `>5MB`, `>=5MB`, `<10KB`, `<=10KB`, `1MB..5MB`; undefined for none. */
export function parseSizes(text: string): SizeRange | undefined {
  const range = /^(.+?)\.\.(.+)$/.exec(text)
  if (range !== null) {
    const [least, most] = [parseByteSize(range[1] as string), parseByteSize(range[2] as string)]
    if (least === undefined || most === undefined || least > most) return undefined
    return { leastBytes: least, mostBytes: most }
  }
  const [, comparison, size = ''] = /^([<>]=?)\s*(.+)$/.exec(text) ?? []
  const bytes = parseByteSize(size)
  if (comparison === undefined || bytes === undefined) return undefined
  if (comparison.startsWith('>'))
    return { leastBytes: comparison === '>' ? bytes + 1 : bytes, mostBytes: null }
  if (comparison === '<' && bytes === 0) return undefined
  return { leastBytes: null, mostBytes: comparison === '<' ? bytes - 1 : bytes }
}

/** `17`, `10..20`; undefined for none. */
export function parseIds(text: string): { readonly first: number; readonly last: number } | undefined {
  const [, from, to] = /^(\d{1,15})(?:\.\.(\d{1,15}))?$/.exec(text) ?? []
  if (from === undefined) return undefined
  const [first, last] = [Number(from), Number(to ?? from)]
  return first > last ? undefined : { first, last }
}

export interface DocumentNumber {
  readonly number: string | null
  readonly notation: string | null
}

/** `15/CT-UBND`, `15`, `CT-UBND`; spaces, case, marks and leading zeros mean nothing. Undefined for none. */
export function parseDocumentNumber(text: string): DocumentNumber | undefined {
  const [, number, slash, notation = ''] = /^(\d*)\s*(\/?)\s*(.*)$/su.exec(text.trim()) ?? []
  const named = comparedNotation(notation)
  if (number === '' || number === undefined)
    return /\p{L}/u.test(named) ? { number: null, notation: named } : undefined
  if (slash === '') return named === '' ? { number: comparedNumber(number), notation: null } : undefined
  return /\p{L}/u.test(named) ? { number: comparedNumber(number), notation: named } : undefined
}
