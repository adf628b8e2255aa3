/** Reads what the items of FETCH need of messages' bytes. */
import { parseParts, type StoredStructure } from '../../mail/stored.ts'
import type { Part } from '../../mail/structure.ts'
import type { ByteRange } from '../../ports/blobs.ts'
import type { ViewId, ViewSource } from '../../ports/mailboxes.ts'
import type { SelectedMailbox } from '../backend.ts'
import type { Given } from './answer.ts'
import { begun } from './begun.ts'
import type { Answer, ContentItem, Write, WriteNow } from './extra.ts'
import type { Item, Section } from './items.ts'
import { clip, locate } from './section.ts'

/** A section up to this size is read whole, so that the reads of a batch overlap; a larger one is streamed. */
export const wholeBytes = 64 * 1024
/** What is written in one go, whether the client takes it or not: octets of sections, and content items. */
export const smallBytes = 2 * wholeBytes
const smallAnswers = 2
/** Streams of one message that are begun before any of it is sent; each holds a chunk until it is its turn. */
const streamsBegun = 8

/** What was read of a message. */
export interface Contents {
  readonly view: ViewSource
  /** Both undefined where nothing but whole messages is asked for. */
  readonly structure: StoredStructure | undefined
  readonly root: Part | undefined
  /** One for each section, in order: its octets, the range to stream, or null for a part that does not exist. */
  readonly sections: readonly (Uint8Array | ByteRange | null)[]
  /** One for each content item, in order. */
  readonly answers: readonly Answer[]
}

/** Contents of which nothing is left to be read, and that are not too many to be written in one go. */
export interface SmallContents extends Contents {
  readonly sections: readonly (Uint8Array | null)[]
  readonly answers: readonly WriteNow[]
}

/** A message of which something could not be read, and why. */
export interface Unread {
  readonly view: ViewSource
  readonly error: unknown
}

/** Takes headers that had to be read of letters, of up to so many octets each. */
export interface HeaderTaker {
  readonly maxBytes: number
  take(id: ViewId, header: Uint8Array): void
}

export class ContentReader {
  /** Pieces of a message that are read: of each up to `wholeBytes` are held at once. */
  readonly pieces: number
  readonly #mailbox: SelectedMailbox
  readonly #sections: readonly Section[]
  readonly #items: readonly ContentItem[]
  readonly #needsParts: boolean
  readonly #needsStructure: boolean
  readonly #headers: HeaderTaker | undefined

  /** `headers`: where the header is all that is asked for. */
  constructor(mailbox: SelectedMailbox, items: readonly Item[], headers?: HeaderTaker) {
    this.#mailbox = mailbox
    this.#headers = headers
    this.#sections = items.filter(item => item.kind === 'section')
    this.#items = items.filter(item => item.kind === 'content')
    this.pieces = Math.max(1, this.#sections.length + this.#items.length)
    this.#needsParts = items.some(needsParts)
    this.#needsStructure =
      this.#needsParts || items.some(({ kind }) => kind === 'ENVELOPE' || kind === 'BODYSTRUCTURE')
  }

  /** By view; those that are gone are left out. Never rejects for what one message has. */
  async read(ids: readonly ViewId[]): Promise<ReadonlyMap<ViewId, Contents | Unread>> {
    const reading = this.#needsStructure
      ? (await this.#mailbox.views(ids)).map(view => this.#read(view, view.structure))
      : (await this.#mailbox.sources(ids)).map(view => this.#read(view))
    const read = await Promise.all(reading)
    return new Map(read.map(each => [each.view.id, each]))
  }

  /** Begins to read what is streamed, while nothing of the message is sent yet. */
  async begin({ view, structure, root, ...read }: Contents): Promise<Given | Unread> {
    try {
      let streams = 0
      const sections: NonNullable<Given['sections']>[number][] = []
      for (const section of read.sections) {
        if (section === null || section instanceof Uint8Array) sections.push(section)
        else {
          const chunks = this.#mailbox.stream(view, section)
          const size = section.end - section.start
          sections.push({ size, chunks: streams++ < streamsBegun ? await begun(chunks) : chunks })
        }
      }
      const answers: Write[] = []
      for (const answer of read.answers)
        answers.push(typeof answer === 'function' ? answer : await answer.begin(streams++ < streamsBegun))
      return { structure, root, sections, answers }
    } catch (error) {
      return { view, error }
    }
  }

  async #read(view: ViewSource, structure?: StoredStructure): Promise<Contents | Unread> {
    try {
      const root = this.#needsParts && structure !== undefined ? parseParts(structure.parts) : undefined
      const reading = this.#sections.map(section => this.#section(view, root, section))
      const sections = reading.length === 1 ? [await reading[0]!] : await Promise.all(reading)
      const answers: Answer[] = []
      // One after another: what is decoded has a chunk in hand.
      if (root !== undefined)
        for (const item of this.#items) answers.push(await item.load(this.#mailbox, view, root))
      return { view, structure, root, sections, answers }
    } catch (error) {
      return { view, error }
    }
  }

  #section(
    view: ViewSource,
    root: Part | undefined,
    section: Section,
  ): Promise<Uint8Array> | ByteRange | null {
    const whole = { start: 0, end: view.sizeBytes }
    const range = root === undefined ? whole : locate(root, view.sizeBytes, section)
    if (range === undefined) return null
    const isTaken = this.#headers !== undefined && range.end <= this.#headers.maxBytes
    if (section.fields !== undefined || isTaken) return this.#header(view, range, section, isTaken)
    const clipped = clip(range, section.partial)
    return clipped.end - clipped.start <= wholeBytes ? this.#mailbox.read(view, clipped) : clipped
  }

  async #header(view: ViewSource, range: ByteRange, section: Section, isTaken: boolean): Promise<Uint8Array> {
    const header = await this.#mailbox.read(view, range)
    if (isTaken && section === this.#sections[0]) this.#headers?.take(view.id, header)
    return ofHeader(header, section)
  }
}

/** What a section shows of the header that it is about. */
export function ofHeader(header: Uint8Array, { fields, partial }: Section): Uint8Array {
  const shown = fields === undefined ? header : fields.pick(header)
  if (partial === undefined) return shown
  const { start, end } = clip({ start: 0, end: shown.length }, partial)
  return shown.subarray(start, end)
}

/** Whether all of it was read, and is no more than a few sections together may have. */
export function isSmall(contents: Contents): contents is SmallContents {
  let bytes = 0
  for (const section of contents.sections) {
    if (section instanceof Uint8Array) bytes += section.length
    else if (section !== null) return false
  }
  for (const answer of contents.answers) if (typeof answer !== 'function') return false
  return bytes <= smallBytes && contents.answers.length <= smallAnswers
}

/** All but the whole message. */
function needsParts(item: Item): boolean {
  if (item.kind === 'section') return item.path.length > 0 || item.text !== 'all'
  return item.kind === 'content' || item.kind === 'BODY'
}
