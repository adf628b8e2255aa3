/** Text of RTF 1.9: groups that hold no text are passed over, nothing is laid out. One pass. */
import { asBuffer } from '../../mail/bytes.ts'
import { decodeCharset } from '../../mail/charset.ts'
import { readLegacyFont } from './plain-text.ts'
import { TextSink } from './text-sink.ts'

export interface RtfText {
  readonly text: string
  readonly full: boolean
  /** Holds an embedded program or document. */
  readonly embedded: boolean
}

/** Destinations without text for a reader. */
const silent = new Set(
  (
    'fonttbl colortbl stylesheet listtable listoverridetable revtbl rsidtbl generator info pict objdata themedata ' +
    'colorschememapping latentstyles datastore xmlnstbl fldinst filetbl bkmkstart bkmkend mmathPr wgrffmtfilter'
  ).split(' '),
)

const breaks = new Map([
  ['par', '\n'],
  ['line', '\n'],
  ['row', '\n'],
  ['sect', '\n'],
  ['page', '\n'],
  ['tab', '\t'],
  ['cell', '\t'],
  ['emdash', '—'],
  ['endash', '–'],
  ['lquote', '‘'],
  ['rquote', '’'],
  ['ldblquote', '“'],
  ['rdblquote', '”'],
])

interface Group {
  silent: boolean
  /** Characters that follow `\u` for readers without Unicode. */
  fallback: number
  capitals: boolean
}

/** Groups inside each other that keep a state of their own. */
const maxDepth = 1000
const token = /\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|[^\\{}]+|\\/gi

export function readRtf(bytes: Uint8Array, maxChars: number): RtfText {
  const rtf = asBuffer(bytes).toString('latin1')
  const sink = new TextSink(maxChars)
  const stack: Group[] = []
  let group: Group = { silent: false, fallback: 1, capitals: false }
  let charset = 'windows-1252'
  let octets: number[] = []
  let skip = 0
  let embedded = false
  const say = (text: string) => {
    if (!group.silent) sink.add(group.capitals ? text.toUpperCase() : text)
  }
  const flush = () => {
    if (octets.length > 0) say(decodeCharset(Uint8Array.from(octets), charset))
    octets = []
  }
  for (const [whole, word, number, hex, symbol, brace] of rtf.matchAll(token)) {
    if (sink.full) break
    if (hex !== undefined) {
      if (skip > 0) skip--
      else octets.push(Number.parseInt(hex, 16))
      continue
    }
    flush()
    if (brace === '{') {
      if (stack.length < maxDepth) stack.push({ ...group })
      skip = 0
    } else if (brace === '}') {
      group = stack.pop() ?? group
      skip = 0
    } else if (word !== undefined) {
      if (word === 'u' && number !== undefined) {
        say(String.fromCharCode(Number(number) & 0xffff))
        skip = group.fallback
      } else if (word === 'uc') group.fallback = Number(number ?? 1)
      else if (word === 'ansicpg') charset = number === '1258' ? 'windows-1258' : `windows-${number}`
      else if (word === 'caps' || word === 'scaps') group.capitals = number !== '0'
      else if (word === 'plain') group.capitals = false
      else if (silent.has(word)) group.silent = true
      else say(breaks.get(word) ?? '')
      embedded ||= word === 'objdata'
    } else if (symbol !== undefined)
      say(symbol === '~' ? '\u00a0' : symbol === '_' ? '-' : /[\\{}]/.test(symbol) ? symbol : '')
    else {
      const text = whole.replace(/[\r\n\\]/g, '')
      say(text.slice(Math.min(skip, text.length)))
      skip = Math.max(0, skip - text.length)
    }
  }
  flush()
  return { text: readLegacyFont(sink.text()), full: sink.full, embedded }
}
