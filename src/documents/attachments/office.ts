/**
 * Text of office documents of today: OOXML (ECMA-376) and OpenDocument (ISO/IEC 26300). Every part with text is
 * read, whatever links to it: stamps live in headers, text boxes, notes and hidden sheets as well as in the body.
 */
import type { Readability } from '../facts.ts'
import { sweepText } from './legacy-office.ts'
import { readInFont, readLegacyFont } from './plain-text.ts'
import type { OfficeType, ZipEntries } from './sniff.ts'
import { TextSink } from './text-sink.ts'
import type { Allowance } from './unpack.ts'
import { attribute, decodeXml, readXml, textOfXml } from './xml.ts'
import { unpackEntry, type ZipEntry } from './zip.ts'

export interface OfficeText {
  readonly text: string
  /** What is shown around it: properties, names of sheets and tables. */
  readonly aside: string
  readonly readability: Readability
  readonly macros: boolean
  /** An electronic signature is inside. */
  readonly signed: boolean
  /** Files inside that are documents or programs of their own. */
  readonly embedded: readonly ZipEntry[]
}

/** Styles, settings and the like: XML without a reader's text. */
const noText =
  /(?:^|\/)(?:styles|stylesWithEffects|settings|webSettings|fontTable|numbering|manifest|theme\d*|calcChain|presProps|viewProps|tableStyles)\.xml$/i
const markup = /\.(?:xml|vml)$/i
/** Pictures, fonts, relations: neither text nor a file that somebody sends on. */
const furniture =
  /\.(?:rels|png|jpe?g|gif|bmp|tiff?|emf|wmf|svg|wdp|ico|fntdata|odttf|rdf|psmdcp|xmlsig|svm)$|(?:^|\/)(?:mimetype|vbaProject\.bin|vbaData\.xml|printerSettings\d*\.bin|activeX\d*\.bin|layout-cache|current\.xml)$|(?:^|\/)(?:Thumbnails|Configurations2|_xmlsignatures|customXml|ObjectReplacements)\/|\/$/i
const macroParts = /(?:^|\/)(?:vbaProject\.bin|activeX\d*\.bin)$|^Basic\/.|^Scripts\/./i
const signatureParts = /^_xmlsignatures\/[^/]+\.xml$|^META-INF\/documentsignatures\.xml$/i

export function readOffice(
  type: OfficeType,
  { entries, more }: ZipEntries,
  allowance: Allowance,
): OfficeText {
  const sink = new TextSink(allowance.limits.documentTextChars)
  const aside = new TextSink(allowance.limits.documentTextChars)
  let readability: Readability = more ? 'over-limit' : 'read'
  const shared: string[] = []
  const embedded: ZipEntry[] = []
  const declared = declaredTexts(entries, allowance)
  for (const entry of inReadingOrder(entries)) {
    const binary = /^xl\/.*\.bin$/i.test(entry.name)
    const isText = declared.has(entry.name)
    if (!isText && furniture.test(entry.name)) continue
    if (!isText && !markup.test(entry.name) && !binary) {
      embedded.push(entry)
      continue
    }
    // OpenDocument keeps headers and footers with its styles.
    const isStyles = type.startsWith('od') && entry.name === 'styles.xml'
    if (!isText && !isStyles && noText.test(entry.name)) continue
    const unpacked = unpackEntry(entry, allowance)
    if (typeof unpacked === 'string') {
      readability = unpacked === 'encrypted' ? 'encrypted' : worse(readability, 'damaged')
      continue
    }
    if (unpacked.state !== 'whole')
      readability = worse(readability, unpacked.state === 'cut' ? 'over-limit' : 'damaged')
    if (binary) sink.add(sweepText(unpacked.bytes))
    else {
      const xml = decodeXml(unpacked.bytes)
      readAside(xml, aside)
      if (!properties.test(entry.name)) partText(type, entry.name, xml, shared, sink)
    }
    sink.add('\n')
  }
  if (type.startsWith('od') && entries.some(isEncryptedManifest(allowance))) readability = 'encrypted'
  if (sink.full || aside.full) readability = worse(readability, 'over-limit')
  const text = readLegacyFont(sink.text())
  if (readability === 'read' && text.trim() === '' && entries.some(isPicture)) readability = 'image-only'
  return {
    text,
    aside: aside.text(),
    readability,
    macros: entries.some(entry => macroParts.test(entry.name)),
    signed: entries.some(entry => signatureParts.test(entry.name)),
    embedded,
  }
}

/** Parts that are text by their declared type, whatever they are called: their names are the writer's to choose. */
function declaredTexts(entries: readonly ZipEntry[], allowance: Allowance): ReadonlySet<string> {
  const names = new Set<string>()
  const types = entries.find(entry => entry.name === '[Content_Types].xml')
  const unpacked = types === undefined ? 'damaged' : unpackEntry(types, allowance)
  if (typeof unpacked === 'string') return names
  readXml(decodeXml(unpacked.bytes), {
    open: (_, attributes) => {
      if (textTypes.test(attribute(attributes, 'ContentType') ?? ''))
        names.add((attribute(attributes, 'PartName') ?? '').slice(1))
    },
  })
  return names
}

const textTypes = /(?:main|worksheet|slide|header|footer|comments|footnotes|endnotes)\+xml$/i

function worse(one: Readability, other: Readability): Readability {
  return one === 'encrypted' || one === 'over-limit' ? one : other
}

/** Headers stand above the text, shared strings are needed before the sheets. */
function inReadingOrder(entries: readonly ZipEntry[]): readonly ZipEntry[] {
  const rank = ({ name }: ZipEntry) => {
    if (/(?:header\d*|sharedStrings|styles)\.xml$/i.test(name)) return 0
    return /(?:document|content|sheet\d*|slide\d*)\.xml$/i.test(name) ? 1 : 2
  }
  const natural = new Intl.Collator('en', { numeric: true })
  return [...entries].sort((a, b) => rank(a) - rank(b) || natural.compare(a.name, b.name))
}

function isPicture({ name }: ZipEntry): boolean {
  return /\/media\/|^Pictures\/./i.test(name)
}

function isEncryptedManifest(allowance: Allowance): (entry: ZipEntry) => boolean {
  return entry => {
    if (entry.name !== 'META-INF/manifest.xml') return false
    const unpacked = unpackEntry(entry, allowance)
    return typeof unpacked !== 'string' && decodeXml(unpacked.bytes).includes('encryption-data')
  }
}

function partText(type: OfficeType, name: string, xml: string, shared: string[], sink: TextSink): void {
  if (type.startsWith('od')) textOfXml(xml, piece => sink.add(piece))
  else if (/sharedStrings\.xml$/i.test(name)) sharedStrings(xml, shared)
  else if (type === 'xlsx' && /<(?:\w+:)?sheetData\b/.test(xml)) sheetText(xml, shared, sink)
  else runsText(xml, sink)
}

const runText = /^(?:t|delText|v)$/

/** Where a document says what it is. */
const properties = /^(?:docProps\/.*|meta)\.xml$/i
const propertyNames =
  /^(?:title|subject|keywords?|category|description|contentStatus|user-defined|lpw?str|bstr)$/
/** Attributes whose words are shown: sheets and tables by their names, watermarks, what a cell asks for. */
const spoken = new Map([
  ['sheet', ['name']],
  ['table', ['name']],
  ['textpath', ['string']],
  ['dataValidation', ['promptTitle', 'prompt', 'errorTitle', 'error']],
])

function readAside(xml: string, aside: TextSink): void {
  let property = false
  readXml(xml, {
    open: (name, attributes) => {
      property = propertyNames.test(name)
      for (const key of spoken.get(name) ?? []) aside.add(`${attribute(attributes, key) ?? ''}\n`)
    },
    text: text => {
      if (property) aside.add(`${text}\n`)
    },
    close: () => {
      property = false
    },
  })
}

/** Text of runs (`w:t`, `a:t`) and of charts (`c:v`), deleted ones included, in lines where paragraphs end; capitals as they are shown. */
function runsText(xml: string, sink: TextSink): void {
  let inText = 0
  let capitals = false
  let font = ''
  readXml(xml, {
    open: (name, attributes) => {
      if (runText.test(name)) inText++
      else if (name === 'r') {
        capitals = false
        font = ''
      } else if (name === 'rFonts') font = attribute(attributes, 'ascii') ?? ''
      else if (name === 'caps' || name === 'smallCaps')
        capitals ||= !/^(?:0|false|off|none)$/.test(attribute(attributes, 'val') ?? '')
      else if (name === 'rPr' && /^(?:all|small)$/.test(attribute(attributes, 'cap') ?? '')) capitals = true
    },
    text: text => {
      const shown = inText > 0 ? readInFont(text, font) : ''
      sink.add(capitals ? shown.toUpperCase() : shown)
    },
    close: name => {
      if (runText.test(name)) inText--
      if (/^(?:p|br|cr|comment|si|v)$/.test(name)) sink.add('\n')
      else if (name === 'tab') sink.add('\t')
      else if (name === 'noBreakHyphen') sink.add('-')
    },
  })
}

function sharedStrings(xml: string, shared: string[]): void {
  let item = ''
  let inText = 0
  readXml(xml, {
    open: name => {
      if (name === 'si') item = ''
      else if (name === 't') inText++
    },
    text: text => {
      if (inText > 0) item += text
    },
    close: name => {
      if (name === 't') inText--
      else if (name === 'si') shared.push(item)
    },
  })
}

/** Headers and footers for printing; `&C` and the like separate their sections and set fonts. */
const printedLine = /^(?:odd|even|first)(?:Header|Footer)$/

/** A line for each row, cells separated by tabs. */
function sheetText(xml: string, shared: readonly string[], sink: TextSink): void {
  let kind = ''
  let value = ''
  let inValue = 0
  readXml(xml, {
    open: (name, attributes) => {
      if (name === 'c') {
        kind = attribute(attributes, 't') ?? ''
        value = ''
      } else if (name === 'v' || name === 't') inValue++
      else if (printedLine.test(name)) {
        value = ''
        inValue++
      }
    },
    text: text => {
      if (inValue > 0) value += text
    },
    close: name => {
      if (name === 'v' || name === 't') inValue--
      else if (name === 'c') sink.add(`${kind === 's' ? (shared[Number(value)] ?? '') : value}\t`)
      else if (name === 'row') sink.add('\n')
      else if (printedLine.test(name)) {
        inValue--
        sink.add(value.replace(/&(?:[LCR]|\d+|"[^"]*")/g, '\n'))
      }
    },
  })
}
