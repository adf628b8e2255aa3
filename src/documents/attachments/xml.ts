/** XML as a stream of elements and text: as much of it as office documents need, tolerant, one pass. */
import { asBuffer } from '../../mail/bytes.ts'
import { decodeCharset } from '../../mail/charset.ts'
import { decodeText } from './plain-text.ts'

export interface XmlEvents {
  /** `name` without its prefix; `attributes` as they stand, for `attribute`. */
  open?(name: string, attributes: string): void
  close?(name: string): void
  text?(text: string): void
}

/** The text of an XML entity, by its mark, its declaration or UTF-8. */
export function decodeXml(bytes: Uint8Array): string {
  const start = asBuffer(bytes).toString('latin1', 0, 200)
  const declared = /^<\?xml[^>]{0,100}\bencoding\s*=\s*["']([\w.:-]{1,40})["']/.exec(start)?.[1]
  return declared === undefined || /^utf/i.test(declared)
    ? decodeText(bytes, 'utf-8')
    : decodeCharset(bytes, declared)
}

export function readXml(xml: string, events: XmlEvents): void {
  let position = 0
  while (position < xml.length) {
    const open = xml.indexOf('<', position)
    const end = open < 0 ? xml.length : open
    if (end > position) events.text?.(decodeXmlEntities(xml.slice(position, end)))
    if (open < 0) return
    position = readMarkup(xml, open, events)
  }
}

/** Reads what begins with `<` at `open`; returns where it ends. */
function readMarkup(xml: string, open: number, events: XmlEvents): number {
  const after = (end: string, from: number) => {
    const found = xml.indexOf(end, from)
    return found < 0 ? xml.length : found + end.length
  }
  if (xml.startsWith('<!--', open)) return after('-->', open + 4)
  if (xml.startsWith('<![CDATA[', open)) {
    const end = after(']]>', open + 9)
    events.text?.(xml.slice(open + 9, end - 3))
    return end
  }
  if (xml[open + 1] === '?' || xml[open + 1] === '!') return after('>', open)
  const end = tagEnd(xml, open)
  const tag = xml.slice(open + 1, end - 1)
  const match = /^(\/?)(?:[^\s/:>]*:)?([^\s/>]+)/.exec(tag)
  if (match === null) return end
  const name = match[2] as string
  if (match[1] === '/') events.close?.(name)
  else {
    events.open?.(name, tag.slice(match[0].length))
    if (tag.endsWith('/')) events.close?.(name)
  }
  return end
}

/** After the `>` of a tag; one inside a quoted value does not end it. */
function tagEnd(xml: string, open: number): number {
  let at = open + 1
  while (at < xml.length) {
    const char = xml[at]
    if (char === '>') return at + 1
    if (char === '"' || char === "'") {
      const quote = xml.indexOf(char, at + 1)
      if (quote < 0) return xml.length
      at = quote
    }
    at++
  }
  return xml.length
}

/** The value of an attribute, by its name without prefix. */
export function attribute(attributes: string, name: string): string | undefined {
  for (const [, key, double, single] of attributes.matchAll(
    /(?:[\w.-]+:)?([\w.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g,
  )) {
    if (key === name) return decodeXmlEntities(double ?? single ?? '')
  }
  return undefined
}

const entities = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
])

function decodeXmlEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,4}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return entities.get(name) ?? whole
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
    return code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : '\ufffd'
  })
}

const lines = new Set([
  'p',
  'h',
  'h1',
  'h2',
  'h3',
  'row',
  'tr',
  'div',
  'li',
  'br',
  'text',
  'tspan',
  'title',
  'line-break',
])
const silent = new Set(['style', 'script', 'binData', 'binary-data'])

/** Begin a line, too, whatever they stand in: a note is a paragraph inside a paragraph. */
const paragraphs = /^(?:p|h\d?|li|annotation|note|text-box)$/

/** The text of any XML: what stands between its tags, in lines where usual elements end. */
export function textOfXml(xml: string, add: (piece: string) => void): void {
  let quiet = 0
  let inLine = false
  readXml(xml, {
    open: name => {
      if (silent.has(name)) quiet++
      else if (inLine && paragraphs.test(name)) {
        add('\n')
        inLine = false
      }
    },
    text: text => {
      if (quiet > 0) return
      add(text)
      inLine ||= text.trim() !== ''
    },
    close: name => {
      if (silent.has(name)) quiet--
      else if (lines.has(name)) {
        add('\n')
        inLine = false
      } else if (name === 'tab' || name === 'table-cell' || name === 's') add(name === 's' ? ' ' : '\t')
    },
  })
}
