/**
 * Text of PDF files by PDF.js, without rendering, scripts, fonts of the system or the network. Heavy: the reading
 * thread only.
 */
import type { PDFDocumentProxy } from 'unpdf/pdfjs'
import { asBuffer } from '../../mail/bytes.ts'
import { hasSignature } from '../../signing/verify/byte-ranges.ts'
import type { Readability } from '../facts.ts'
import { readLegacyFont } from './plain-text.ts'
import { TextSink } from './text-sink.ts'
import type { DocumentLimits } from './unpack.ts'

export interface PdfText {
  readonly text: string
  /** What is shown beside the pages: title, subject and keywords, and bookmarks. */
  readonly aside: string
  readonly readability: Readability
  readonly pages: number | null
  /** An electronic signature is inside. */
  readonly signed: boolean
  /** Runs scripts. */
  readonly macros: boolean
  readonly embedded: readonly { readonly name: string; readonly bytes: Uint8Array }[]
}

/** Letters on a page below which a page with a picture is taken for a scan. */
const scanLetters = 30

export async function readPdf(bytes: Uint8Array, limits: DocumentLimits): Promise<PdfText> {
  const signed = hasSignature(bytes)
  const sink = new TextSink(limits.documentTextChars)
  let pages: number | null = null
  // What was read counts, wherever the file turns out to be broken.
  const known = () => ({ text: readLegacyFont(sink.text()), pages, signed })
  const { getDocument } = await pdfJs()
  // PDF.js takes the buffer for its own.
  const loading = getDocument({
    data: new Uint8Array(bytes),
    verbosity: 0,
    useSystemFonts: false,
    disableFontFace: true,
    useWasm: false,
    enableXfa: true,
    stopAtErrors: false,
  })
  try {
    const pdf = await loading.promise
    pages = pdf.numPages
    const whole = await addText(pdf, limits, sink)
    const { text } = known()
    const readability = whole ? (isScan(bytes, text, pages) ? 'image-only' : 'read') : 'over-limit'
    const macros = await pdf.hasJSActions()
    const aside = await asideOf(pdf, limits)
    return { ...known(), aside, readability, macros, embedded: await embeddedFiles(pdf) }
  } catch (error) {
    const encrypted = error instanceof Error && error.name === 'PasswordException'
    const readability = encrypted ? 'encrypted' : 'damaged'
    return { ...known(), aside: '', readability, macros: false, embedded: [] }
  } finally {
    await loading.destroy()
  }
}

/** PDF.js expects a few globals of a browser when it is loaded; `unpdf` brings them. */
async function pdfJs(): Promise<typeof import('unpdf/pdfjs')> {
  const { getResolvedPDFJS } = await import('unpdf')
  return getResolvedPDFJS()
}

/** Adds the text of the pages to `sink`; false when there are more than the limits allow. */
async function addText(pdf: PDFDocumentProxy, limits: DocumentLimits, sink: TextSink): Promise<boolean> {
  const pages = Math.min(pdf.numPages, limits.documentPages)
  for (let number = 1; number <= pages && !sink.full; number++) {
    const page = await pdf.getPage(number)
    const { items } = await page.getTextContent()
    for (const item of items) if ('str' in item) sink.add(item.hasEOL ? `${item.str}\n` : item.str)
    sink.add('\n')
    // Stamps, notes and filled fields lie over the page.
    for (const annotation of await page.getAnnotations()) {
      for (const words of [annotation.contentsObj?.str, annotation.fieldValue, annotation.textContent])
        if (words !== undefined && words !== null) sink.add(`${[words].flat().join('\n')}\n`)
    }
    page.cleanup()
  }
  return pages === pdf.numPages && !sink.full
}

async function asideOf(pdf: PDFDocumentProxy, limits: DocumentLimits): Promise<string> {
  const sink = new TextSink(limits.documentTextChars)
  const { info } = await pdf.getMetadata()
  for (const [key, words] of Object.entries(info))
    if (typeof words === 'string' && /^(?:Title|Subject|Keywords)$/.test(key)) sink.add(`${words}\n`)
  const levels = [(await pdf.getOutline()) ?? []]
  for (const marks of levels) {
    for (const { title, items } of marks) {
      sink.add(`${title}\n`)
      levels.push(items)
    }
    if (sink.full) break
  }
  return sink.text()
}

async function embeddedFiles(pdf: PDFDocumentProxy): Promise<PdfText['embedded']> {
  const found: { name: string; bytes: Uint8Array }[] = []
  for (const [id, { filename, content }] of (await pdf.getAttachments()) ?? []) {
    const bytes = content ?? (await pdf.getAttachmentContent(id))
    if (bytes !== null) found.push({ name: filename, bytes })
  }
  return found
}

function isScan(file: Uint8Array, text: string, pages: number): boolean {
  const letters = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0
  if (letters >= scanLetters * pages) return false
  return letters === 0 || /\/Subtype\s*\/Image\b/.test(asBuffer(file).toString('latin1'))
}
