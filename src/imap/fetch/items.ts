/** What FETCH can be asked for, parsed. */
import { FieldPicker } from '../../mail/field-picker.ts'
import { type Cursor, ParseError } from '../wire/cursor.ts'
import { type ExtraItem, extraItems } from './extra.ts'
import { partialRange, sectionPart } from './section-part.ts'

export type SimpleItem =
  | 'UID'
  | 'FLAGS'
  | 'INTERNALDATE'
  | 'RFC822.SIZE'
  | 'ENVELOPE'
  | 'BODY'
  | 'BODYSTRUCTURE'
  /** RFC 7162 §3.1.4.2 */
  | 'MODSEQ'

/** A piece of the message's own bytes. */
export interface Section {
  readonly kind: 'section'
  /** How the answer names it: `BODY[1.MIME]`, `RFC822.TEXT`. */
  readonly label: string
  /** Leaves \Seen alone. */
  readonly peek: boolean
  /** Part numbers; empty for the message itself. */
  readonly path: readonly number[]
  readonly text: 'all' | 'HEADER' | 'HEADER.FIELDS' | 'HEADER.FIELDS.NOT' | 'TEXT' | 'MIME'
  /** For HEADER.FIELDS and HEADER.FIELDS.NOT. */
  readonly fields: FieldPicker | undefined
  readonly partial: { readonly offset: number; readonly length: number } | undefined
}

export type Item = { readonly kind: SimpleItem } | Section | ExtraItem

const simple = new Set<string>([
  'UID',
  'FLAGS',
  'INTERNALDATE',
  'RFC822.SIZE',
  'ENVELOPE',
  'BODY',
  'BODYSTRUCTURE',
  'MODSEQ',
] satisfies SimpleItem[])

const fast: readonly Item[] = [{ kind: 'FLAGS' }, { kind: 'INTERNALDATE' }, { kind: 'RFC822.SIZE' }]
const all: readonly Item[] = [...fast, { kind: 'ENVELOPE' }]

const macros = new Map([
  ['FAST', fast],
  ['ALL', all],
  ['FULL', [...all, { kind: 'BODY' }] satisfies Item[]],
])

/**
 * RFC 3501 §9:
 *
 *     "ALL" / "FULL" / "FAST" / fetch-att / "(" fetch-att *(SP fetch-att) ")"
 */
export function fetchItems(cursor: Cursor): readonly Item[] {
  if (cursor.sees('(')) {
    const items = cursor.list(() => fetchItem(cursor))
    if (items.length === 0) throw new ParseError('An item to fetch is missing')
    return items
  }
  const macro = cursor.match(/^(FAST|ALL|FULL)(?![^ ])/i)
  return (macro && macros.get(macro[0].toUpperCase())) ?? [fetchItem(cursor)]
}

function fetchItem(cursor: Cursor): Item {
  const name = cursor.match(/^[A-Za-z0-9.]+/)?.[0].toUpperCase() ?? ''
  if ((name === 'BODY' || name === 'BODY.PEEK') && cursor.takes('[')) return section(cursor, name)
  if (name === 'MODSEQ') cursor.needs('CONDSTORE')
  if (simple.has(name)) return { kind: name as SimpleItem }
  const extra = extraItems.get(name)
  if (extra !== undefined) return extra(cursor)
  switch (name) {
    case 'RFC822':
      return { ...whole, label: name, peek: false, text: 'all' }
    case 'RFC822.HEADER':
      return { ...whole, label: name, peek: true, text: 'HEADER' }
    case 'RFC822.TEXT':
      return { ...whole, label: name, peek: false, text: 'TEXT' }
    default:
      throw new ParseError('Unknown item to fetch')
  }
}

const whole = { kind: 'section', path: [], fields: undefined, partial: undefined } as const

/**
 * RFC 3501 §9:
 *
 *     section         = "[" [section-spec] "]"
 *     section-spec    = section-msgtext / (section-part ["." section-text])
 *     section-msgtext = "HEADER" / "HEADER.FIELDS" [".NOT"] SP header-list / "TEXT"
 *     section-part    = nz-number *("." nz-number)
 *     section-text    = section-msgtext / "MIME"
 *     partial         = "<" number "." nz-number ">"
 */
function section(cursor: Cursor, name: string): Section {
  const numbers = sectionPart(cursor)
  const path = numbers.join('.')
  const isAll = cursor.sees(']')
  if (path !== '' && !isAll) cursor.expect('.')
  const text = isAll ? 'all' : sectionText(cursor.match(/^[A-Za-z.]+/)?.[0].toUpperCase(), path !== '')
  const names = text.startsWith('HEADER.FIELDS') ? headerList(cursor) : []
  cursor.expect(']')
  const partial = cursor.takes('<') ? partialRange(cursor) : undefined
  const spec = [path, text === 'all' ? '' : text].filter(part => part !== '').join('.')
  const list = names.length === 0 ? '' : ` (${names.map(quoteName).join(' ')})`
  const origin = partial === undefined ? '' : `<${partial.offset}>`
  return {
    kind: 'section',
    label: `BODY[${spec}${list}]${origin}`,
    peek: name === 'BODY.PEEK',
    path: numbers,
    text,
    fields: names.length === 0 ? undefined : new FieldPicker(names, text === 'HEADER.FIELDS'),
    partial,
  }
}

function sectionText(text: string | undefined, inPart: boolean): Section['text'] {
  switch (text) {
    case 'HEADER':
    case 'HEADER.FIELDS':
    case 'HEADER.FIELDS.NOT':
    case 'TEXT':
      return text
    case 'MIME':
      if (inPart) return text
  }
  throw new ParseError('Unknown section')
}

/** `header-list = "(" header-fld-name *(SP header-fld-name) ")"` */
function headerList(cursor: Cursor): string[] {
  cursor.space()
  const names = cursor.list(() => cursor.astring())
  if (names.length === 0) throw new ParseError('A field name is missing')
  return names
}

/** Field names are ASCII; anything else matches nothing and comes back harmless. */
function quoteName(name: string): string {
  if (/^[!#$&'+,\-./0-9A-Z^_`a-z|~]+$/.test(name)) return name
  return `"${name.replace(/[^\x20-\x7e]/g, '?').replace(/["\\]/g, '\\$&')}"`
}
