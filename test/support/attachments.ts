/** Real files of the kinds that letters carry, small and made on the spot. */
import { createRequire } from 'node:module'
import { crc32, deflateSync } from 'node:zlib'
import { type Zippable, zipSync } from 'fflate'
import PDFDocument from 'pdfkit'

const font = createRequire(import.meta.url).resolve(
  '@expo-google-fonts/tinos/400Regular/Tinos_400Regular.ttf',
)

interface PdfOptions {
  /** With the dictionary of an electronic signature, as signing programs leave it. */
  readonly signed?: boolean
  readonly files?: readonly { readonly name: string; readonly bytes: Uint8Array }[]
  readonly password?: string
}

/** A PDF with one paragraph a line; a form feed begins a page. */
export function makePdf(
  text: string,
  { signed = false, files = [], password }: PdfOptions = {},
): Promise<Buffer> {
  const pdf = new PDFDocument({
    size: 'A4',
    ...(password === undefined ? {} : { userPassword: password, ownerPassword: `${password}-owner` }),
  })
  pdf.font(font)
  for (const [index, page] of text.split('\f').entries()) {
    if (index > 0) pdf.addPage()
    pdf.text(page)
  }
  for (const { name, bytes } of files) pdf.file(Buffer.from(bytes), { name })
  if (signed) addSignature(pdf)
  return finished(pdf)
}

/** A picture of a page, and no text. */
export function makeScanPdf(): Promise<Buffer> {
  const pdf = new PDFDocument({ size: 'A4', margin: 0 })
  pdf.image(makePng(), 0, 0, { width: 595 })
  return finished(pdf)
}

function finished(pdf: PDFKit.PDFDocument): Promise<Buffer> {
  const chunks: Buffer[] = []
  return new Promise(resolve => {
    pdf.on('data', chunk => chunks.push(chunk))
    pdf.on('end', () => resolve(Buffer.concat(chunks)))
    pdf.end()
  })
}

function addSignature(pdf: PDFKit.PDFDocument): void {
  const signature = pdf.ref({
    Type: 'Sig',
    Filter: 'Adobe.PPKLite',
    SubFilter: 'adbe.pkcs7.detached',
    ByteRange: [0, 840, 960, 240],
    Contents: Buffer.alloc(60),
  })
  const field = pdf.ref({ Type: 'Annot', Subtype: 'Widget', FT: 'Sig', Rect: [0, 0, 0, 0], V: signature })
  for (const object of [signature, field]) object.end(undefined)
  const { annotations } = pdf.page as unknown as { annotations: unknown[] }
  annotations.push(field)
}

/** A grey square. */
export function makePng(side = 8): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header[8] = 8
  const rows = Buffer.alloc(side * (side + 1), 0x80)
  for (let row = 0; row < side; row++) rows[row * (side + 1)] = 0
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(rows)),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}

function pngChunk(type: string, data: Buffer): Buffer {
  const chunk = Buffer.alloc(data.length + 12)
  chunk.writeUInt32BE(data.length, 0)
  chunk.write(type, 4, 'latin1')
  data.copy(chunk, 8)
  chunk.writeUInt32BE(crc32(chunk.subarray(4, data.length + 8)), data.length + 8)
  return chunk
}

export interface MadeEntry {
  readonly name: string
  readonly bytes: Uint8Array
}

export function makeZip(entries: readonly MadeEntry[]): Buffer {
  const files = Object.create(null) as Zippable
  // OpenDocument wants its type to stand unpacked.
  for (const { name, bytes } of entries) files[name] = name === 'mimetype' ? [bytes, { level: 0 }] : bytes
  return Buffer.from(zipSync(files, { mtime: new Date(2026, 10, 23) }))
}

function xml(text: string): string {
  return text.replace(/[<>&"]/g, char => `&#${char.charCodeAt(0)};`)
}

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'

export interface OfficeParts {
  /** Further parts by their path, or other contents of usual ones. */
  readonly parts?: readonly MadeEntry[]
}

function makeOffice(entries: readonly (readonly [string, string])[], { parts = [] }: OfficeParts): Buffer {
  const made = new Map(entries.map(([name, text]) => [name, Buffer.from(text) as Uint8Array]))
  for (const { name, bytes } of parts) made.set(name, bytes)
  return makeZip([...made].map(([name, bytes]) => ({ name, bytes })))
}

const wordNamespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

/** Paragraphs of WordprocessingML, one a line. */
export function wordParagraphs(text: string): string {
  return text
    .split('\n')
    .map(line => `<w:p><w:r><w:t xml:space="preserve">${xml(line)}</w:t></w:r></w:p>`)
    .join('')
}

/** A part of a DOCX: `hdr`, `ftr`, `comments` around paragraphs. */
export function wordPart(root: string, text: string): Uint8Array {
  return Buffer.from(`${declaration}<w:${root} ${wordNamespace}>${wordParagraphs(text)}</w:${root}>`)
}

export function makeDocx(text: string, options: OfficeParts = {}): Buffer {
  return makeOffice(
    [
      [
        '[Content_Types].xml',
        `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
      ],
      ['_rels/.rels', relations('word/document.xml')],
      [
        'word/document.xml',
        `${declaration}<w:document ${wordNamespace}><w:body>${wordParagraphs(text)}</w:body></w:document>`,
      ],
    ],
    options,
  )
}

function relations(target: string): string {
  return `${declaration}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="${target}"/></Relationships>`
}

/** A workbook of one sheet: a row a line, cells separated by tabs, texts shared as Excel shares them. */
export function makeXlsx(text: string, options: OfficeParts = {}): Buffer {
  const strings: string[] = []
  const rows = text.split('\n').map((line, row) => {
    const cells = line.split('\t').map((cell, column) => {
      strings.push(cell)
      return `<c r="${String.fromCharCode(65 + column)}${row + 1}" t="s"><v>${strings.length - 1}</v></c>`
    })
    return `<row r="${row + 1}">${cells.join('')}</row>`
  })
  const namespace = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
  return makeOffice(
    [
      [
        '[Content_Types].xml',
        `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
      ],
      ['_rels/.rels', relations('xl/workbook.xml')],
      [
        'xl/workbook.xml',
        `${declaration}<workbook ${namespace}><sheets><sheet name="Trang 1" sheetId="1"/></sheets></workbook>`,
      ],
      [
        'xl/worksheets/sheet1.xml',
        `${declaration}<worksheet ${namespace}><sheetData>${rows.join('')}</sheetData></worksheet>`,
      ],
      [
        'xl/sharedStrings.xml',
        `${declaration}<sst ${namespace}>${strings.map(cell => `<si><t>${xml(cell)}</t></si>`).join('')}</sst>`,
      ],
    ],
    options,
  )
}

/** A presentation of one slide, a paragraph a line. */
export function makePptx(text: string, options: OfficeParts = {}): Buffer {
  const paragraphs = text
    .split('\n')
    .map(line => `<a:p><a:r><a:t>${xml(line)}</a:t></a:r></a:p>`)
    .join('')
  const namespaces =
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
  return makeOffice(
    [
      [
        '[Content_Types].xml',
        `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
      ],
      ['_rels/.rels', relations('ppt/presentation.xml')],
      ['ppt/presentation.xml', `${declaration}<p:presentation ${namespaces}/>`],
      [
        'ppt/slides/slide1.xml',
        `${declaration}<p:sld ${namespaces}><p:cSld><p:spTree><p:sp><p:txBody>${paragraphs}</p:txBody></p:sp></p:spTree></p:cSld></p:sld>`,
      ],
    ],
    options,
  )
}

export function makeOdt(text: string, options: OfficeParts = {}): Buffer {
  const paragraphs = text
    .split('\n')
    .map(line => `<text:p>${xml(line)}</text:p>`)
    .join('')
  return makeOffice(
    [
      ['mimetype', 'application/vnd.oasis.opendocument.text'],
      [
        'content.xml',
        `${declaration}<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>${paragraphs}</office:text></office:body></office:document-content>`,
      ],
    ],
    options,
  )
}

/** The traditional cipher of ZIP (APPNOTE 6.3 §6.1). */
class ZipCipher {
  readonly #keys = Uint32Array.of(0x12345678, 0x23456789, 0x34567890)

  constructor(password: string) {
    for (const octet of Buffer.from(password)) this.#update(octet)
  }

  encrypt(bytes: Uint8Array): Buffer {
    return Buffer.from(bytes).map(octet => {
      const temporary = (this.#keys[2]! | 2) & 0xffff
      const cipher = octet ^ ((Math.imul(temporary, temporary ^ 1) >>> 8) & 0xff)
      this.#update(octet)
      return cipher
    }) as Buffer
  }

  #update(octet: number): void {
    const keys = this.#keys
    keys[0] = crc32Step(keys[0]!, octet)
    keys[1] = Math.imul(keys[1]! + (keys[0]! & 0xff), 134775813) + 1
    keys[2] = crc32Step(keys[2]!, keys[1]! >>> 24)
  }
}

/** One step of the bare polynomial: `crc32` of zlib inverts before and after. */
function crc32Step(crc: number, octet: number): number {
  return ~crc32(Uint8Array.of(octet), ~crc >>> 0) >>> 0
}

/** One stored entry under a password. */
export function makeEncryptedZip(name: string, text: string, password = 'matkhau'): Buffer {
  const plain = Buffer.from(text)
  const checksum = crc32(plain)
  const cipher = new ZipCipher(password)
  // Twelve octets of salt, the last of which lets a reader check the password.
  const data = cipher.encrypt(Buffer.concat([Buffer.alloc(11, 0x5a), Buffer.of(checksum >>> 24), plain]))
  const nameBytes = Buffer.from(name)
  const common = Buffer.alloc(26)
  common.writeUInt16LE(20, 0)
  common.writeUInt16LE(0x0801, 2)
  common.writeUInt16LE(0x5b77, 8)
  common.writeUInt32LE(checksum, 10)
  common.writeUInt32LE(data.length, 14)
  common.writeUInt32LE(plain.length, 18)
  common.writeUInt16LE(nameBytes.length, 22)
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, nameBytes, data])
  const central = Buffer.concat([
    Buffer.from('PK\x01\x02\x14\x00', 'latin1'),
    common,
    Buffer.alloc(14),
    nameBytes,
  ])
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(local.length, 16)
  return Buffer.concat([local, central, end])
}

/** The headers of a Windows program that has no code. */
export function makeExe(): Buffer {
  const program = Buffer.alloc(512)
  program.write('MZ\x90\0\x03', 'latin1')
  program.writeUInt32LE(0x80, 0x3c)
  program.write('This program cannot be run in DOS mode.', 0x4e, 'latin1')
  program.write('PE\0\0\x4c\x01', 0x80, 'latin1')
  return program
}
