/** The fields of a query by their names: what each takes, and what it makes of that. */
import { fold } from '../../base/fold.ts'
import { nearest } from '../../base/nearest.ts'
import { fail, ok, type Result } from '../../base/result.ts'
import { searchTexts } from '../../base/texts-search.ts'
import { hasMarks, plainWords, wordsOf } from '../../base/words.ts'
import { comparedAddress } from '../../mail/address.ts'
import { reasons } from '../../policy/reasons.ts'
import type { Query, Side, TextField } from '../../ports/search.ts'
import { problem, type QueryProblem } from './problem.ts'
import { parseDocumentNumber, parseIds, parsePeriod, parseSizes } from './values.ts'

/** A kind of document, as `config/document-kinds.csv` lists them. */
export interface NamedKind {
  readonly abbreviation: string
  readonly name: string
}

export interface FieldValue {
  readonly at: number
  readonly text: string
  /** Ends in a star. */
  readonly prefix: boolean
}

export interface Field {
  /** A value that shows how it is written. */
  readonly example: string
  /** Whether a star is understood. */
  readonly words: boolean
  /** undefined: the value does not fit. */
  read(value: FieldValue, kinds: readonly NamedKind[]): Result<Query, QueryProblem> | undefined
}

/** Words in one text; a problem when there are none. */
export function wordsQuery(
  field: TextField | null,
  { at, text, prefix }: FieldValue,
): Result<Query, QueryProblem> {
  const spelled = wordsOf(text)
  const exact = spelled.some(hasMarks)
  const words = exact ? spelled : plainWords(text)
  if (words.length === 0) return fail(problem(at, searchTexts.queryNoWords, { text }))
  return ok({ kind: 'words', field, words, exact, prefix })
}

function texts(field: TextField, example: string): Field {
  return { example, words: true, read: value => wordsQuery(field, value) }
}

function people(side: Side, example: string): Field {
  return {
    example,
    words: true,
    read(value) {
      const text = value.text.trim().replace(/^<(.*)>$/, '$1')
      if (!value.prefix && /^@[^\s@]+$/u.test(text))
        return ok({ kind: 'domain', side, domain: comparedAddress(`x${text}`).slice(2) })
      if (!value.prefix && /^[^\s@]+@[^\s@]+$/u.test(text))
        return ok({ kind: 'address', side, address: comparedAddress(text) })
      return wordsQuery(side, value)
    },
  }
}

/** One of a list; case means nothing. */
function oneOf<const T extends string>(values: readonly T[], name: string, make: (value: T) => Query): Field {
  return {
    example: values[0] ?? '',
    words: false,
    read({ at, text }) {
      const value = values.find(known => known.toLowerCase() === text.toLowerCase())
      return value === undefined ? fail(unknownValue(at, name, text, values)) : ok(make(value))
    },
  }
}

function unknownValue(at: number, field: string, text: string, values: readonly string[]): QueryProblem {
  const meant = nearest(text, values) ?? ''
  return problem(at, searchTexts.queryUnknownValue, {
    text,
    field,
    nearest: meant,
    values: values.join(', '),
  })
}

function periods(example: string, make: (period: { fromMs: number; beforeMs: number }) => Query): Field {
  return {
    example,
    words: false,
    read({ text }) {
      const period = parsePeriod(text.trim())
      return period && ok(make(period))
    },
  }
}

const ruleNames = [...new Set([...reasons.values()].map(({ rule }) => rule)), ...reasons.keys()]

const documentKind: Field = {
  example: 'CT',
  words: false,
  read({ at, text }, kinds) {
    const abbreviation = kindOf(text.normalize('NFC').trim(), kinds)
    if (abbreviation !== undefined) return ok({ kind: 'document-kind', abbreviation })
    const known = kinds.map(kind => kind.abbreviation || letterName(kind))
    return fail(unknownValue(at, 'kind', text, [...new Set(known)]))
  },
}

/** By abbreviation or name; as it is spelled first, for `HD` and `HĐ` are two, then without marks. */
function kindOf(text: string, kinds: readonly NamedKind[]): string | undefined {
  if (fold(text) === 'cv') return ''
  const spellings: readonly ((text: string) => string)[] = [text => text.toLowerCase(), fold]
  for (const spelling of spellings) {
    const wanted = spelling(text)
    const found = kinds.find(kind => [kind.abbreviation, kind.name].some(name => spelling(name) === wanted))
    if (found !== undefined && wanted !== '') return found.abbreviation
  }
  return undefined
}

function letterName({ name }: NamedKind): string {
  return name === 'Công văn' ? 'CV' : name
}

export const fields: ReadonlyMap<string, Field> = new Map<string, Field>([
  ['from', people('from', '@gmail.com')],
  ['to', people('to', 'nguyenvanan@gmail.com')],
  ['cc', people('cc', 'vanthu')],
  ['bcc', people('bcc', 'nguyenvanan@gmail.com')],
  ['subject', texts('subject', '"chỉ thị"')],
  ['body', texts('body', '"hợp đồng"')],
  ['attachment', texts('attachment', 'quyết')],
  ['filename', texts('filename', 'pdf')],
  [
    'agency',
    {
      example: 'sokhcn',
      words: false,
      read({ text }) {
        const code = text.trim().toLowerCase()
        return code === '' ? undefined : ok({ kind: 'agency', code })
      },
    },
  ],
  [
    'direction',
    oneOf(['inbound', 'outbound', 'internal'], 'direction', direction => ({ kind: 'direction', direction })),
  ],
  [
    'verdict',
    oneOf(['allow', 'flag', 'hold', 'block', 'refused'], 'verdict', verdict => ({
      kind: 'verdict',
      verdict,
    })),
  ],
  ['rule', oneOf(ruleNames, 'rule', rule => ({ kind: 'rule', rule: rule.toLowerCase() }))],
  [
    'signed',
    oneOf(['yes', 'no', 'valid', 'invalid', 'unknown'], 'signed', signed => ({ kind: 'signed', signed })),
  ],
  ['kind', documentKind],
  [
    'number',
    {
      example: '15/CT-UBND',
      words: false,
      read({ text }) {
        const number = parseDocumentNumber(text)
        return number && ok({ kind: 'document-number', ...number })
      },
    },
  ],
  ['after', periods('2026-11-26', ({ fromMs }) => ({ kind: 'received', fromMs, beforeMs: null }))],
  ['before', periods('26/11/2026', ({ fromMs }) => ({ kind: 'received', fromMs: null, beforeMs: fromMs }))],
  ['date', periods('2026-11', period => ({ kind: 'received', ...period }))],
  [
    'size',
    {
      example: '>5MB',
      words: false,
      read({ text }) {
        const sizes = parseSizes(text.trim())
        return sizes && ok({ kind: 'size', ...sizes })
      },
    },
  ],
  [
    'id',
    {
      example: '10..20',
      words: false,
      read({ text }) {
        const ids = parseIds(text.trim())
        return ids && ok({ kind: 'ids', ...ids })
      },
    },
  ],
  [
    'message-id',
    {
      example: '<abc@caobang.gov.vn>',
      words: false,
      read({ text }) {
        const bare = text.trim().replace(/^<(.*)>$/, '$1')
        return bare === '' ? undefined : ok({ kind: 'message-id', messageId: `<${bare}>` })
      },
    },
  ],
])
