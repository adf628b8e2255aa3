/**
 * The texts of a letter, whatever it carries: its own in every form that a program shows, and those of everything it
 * encloses, as the rules read them (documents/). A letter that was encrypted is read as its recipient reads it.
 */

import type { Limits } from '../base/limits.ts'
import { enclosureOf } from '../documents/attachments/enclosure.ts'
import { readClosed, readEnclosure } from '../documents/attachments/open.ts'
import { Allowance } from '../documents/attachments/unpack.ts'
import { type Contents, contentsOf, messageText, textBytes } from '../documents/contents.ts'
import type { Readability } from '../documents/facts.ts'
import type { Found } from '../documents/findings.ts'
import { glancesBytes, type ReadingLimits } from '../documents/letter.ts'
import { type Part, scanMessage } from '../mail/structure.ts'
import { noTrust, openTrust } from '../signing/verify/trust.ts'
import type { LetterTexts } from './letter.ts'

/** Texts of a letter as they are read, its own first, then those of each enclosure. */
export type ExtractedPiece = Omit<LetterTexts, 'people'>

const nobodyTrusted = openTrust(noTrust)()
/** Search asks what a file says; what its signatures are worth was found out when it came. */
const nothingRuns: ReadonlySet<string> = new Set()

/** What of a letter was read at once; what is null there may be hostile, or much. */
export interface ReadAtOnce {
  readonly own: ExtractedPiece | null
  readonly enclosed: readonly ExtractedPiece[] | null
}

/** Its own texts, up to so many octets of them, and its enclosures if they cost no more and none must be opened. */
export function extractAtOnce(
  bytes: Uint8Array,
  root: Part,
  { indexInlineBytes, ...limits }: ReadingLimits & Pick<Limits, 'indexInlineBytes'>,
): ReadAtOnce {
  const contents = contentsOf(root)
  const much = textBytes(contents) > indexInlineBytes
  return {
    own: much ? null : ownTexts(bytes, contents, indexInlineBytes),
    enclosed: glancesBytes(contents) > indexInlineBytes ? null : closedTexts(bytes, contents, limits),
  }
}

/** Null when there is something to open. */
function closedTexts(
  bytes: Uint8Array,
  { enclosures }: Contents,
  limits: ReadingLimits,
): ExtractedPiece[] | null {
  const pieces: ExtractedPiece[] = []
  for (const [index, part] of enclosures.entries()) {
    const found = new GatheredTexts()
    const enclosure = enclosureOf(bytes, part, `attachment ${index + 1}`, 0)
    if (!readClosed(enclosure, { limits, runnableSuffixes: nothingRuns, found })) return null
    pieces.push(found.piece())
  }
  return pieces
}

function ownTexts(bytes: Uint8Array, contents: Contents, maxBytes: number): ExtractedPiece {
  const { body, others, whole } = messageText(bytes, contents, maxBytes)
  return { body: [body, ...others], attachments: [], filenames: [], partly: !whole }
}

/** The rest: its enclosures, after its own texts where they are not known. */
export async function* extract(
  bytes: Uint8Array,
  withOwn: boolean,
  limits: ReadingLimits,
): AsyncGenerator<ExtractedPiece> {
  const contents = contentsOf(scanMessage(bytes, limits))
  if (withOwn) yield ownTexts(bytes, contents, limits.documentTextChars)
  const allowance = new Allowance(limits)
  const verify = { trust: nobodyTrusted, limits, at: 0 }
  for (const [index, part] of contents.enclosures.entries()) {
    const gathered = new GatheredTexts()
    const enclosure = enclosureOf(bytes, part, `attachment ${index + 1}`, 0)
    if (allowance.entry())
      await readEnclosure(enclosure, {
        limits,
        runnableSuffixes: nothingRuns,
        verify,
        allowance,
        found: gathered,
      })
    else gathered.partly = true
    yield gathered.piece()
  }
}

class GatheredTexts implements Found {
  readonly #texts: string[] = []
  readonly #names: string[] = []
  partly = false

  passage({ text }: { readonly text: string }): void {
    this.#texts.push(text)
  }

  marks({ text }: { readonly text: string }): void {
    this.#texts.push(text)
  }

  name(_place: string, name: string): void {
    this.#names.push(name)
  }

  attachment({ readability }: { readonly readability: Readability }): void {
    if (!wholly.has(readability)) this.partly = true
  }

  /** Are none of search's concern. */
  signatures(): void {}

  piece(): ExtractedPiece {
    return { body: [], attachments: this.#texts, filenames: this.#names, partly: this.partly }
  }
}

/** There was no more text to be had. */
const wholly: ReadonlySet<Readability> = new Set(['read', 'no-text', 'image-only'])

/** All pieces of a letter as one. */
export function joinPieces(pieces: readonly ExtractedPiece[]): ExtractedPiece {
  return {
    body: pieces.flatMap(piece => piece.body),
    attachments: pieces.flatMap(piece => piece.attachments),
    filenames: pieces.flatMap(piece => piece.filenames),
    partly: pieces.some(piece => piece.partly),
  }
}
