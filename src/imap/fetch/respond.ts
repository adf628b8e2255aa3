/**
 * Writes FETCH answers in one of four ways, by what the items need: from the live arrays alone, with the stored
 * wire texts, with the header that is kept, or with the message's bytes.
 */
import type { KeptHeader } from '../../ports/kept-headers.ts'
import type { ViewId } from '../../ports/mailboxes.ts'
import type { KeptHeaders } from '../backend.ts'
import type { Selected, Session } from '../session.ts'
import { hasLeft } from '../view/has-left.ts'
import type { ResponseWriter } from '../wire/writer.ts'
import { AnswerWriter, type Given } from './answer.ts'
import { UnknownEncoding } from './binary.ts'
import {
  ContentReader,
  type Contents,
  isSmall,
  ofHeader,
  smallBytes,
  type Unread,
  wholeBytes,
} from './contents.ts'
import type { Item, Section } from './items.ts'
import { headerRecipe, keptHeader, listedFields } from './kept-header.ts'

/** Which messages had no answer, and why. */
export interface Unanswered {
  /** Removed by another session. */
  readonly removed: number
  /** Their bytes cannot be read. */
  readonly unreadable: number
  /** What was asked for has an encoding that nobody knows. */
  readonly undecodable: number
}

/** Messages between two pauses of the loop over arrays. */
const arrayBatch = 1024
const structureBatch = 500
/** Pieces of messages that are read together. */
const pieceBatch = 64
/** Headers that are read together, of letters that are no longer. */
const headerBatch = 128
/** Fewer headers that had to be read from their letters are not kept: letters that have just come are the keeper's. */
const keptTogether = 8

export class Responder {
  readonly #session: Session
  readonly #selected: Selected
  readonly #writer: ResponseWriter
  readonly #items: readonly Item[]
  readonly #answers: AnswerWriter
  #removed = 0
  #unreadable = 0
  #undecodable = 0

  constructor(session: Session, items: readonly Item[]) {
    this.#session = session
    this.#selected = session.selected
    this.#writer = session.writer
    this.#items = items
    this.#answers = new AnswerWriter(session, items)
  }

  /** In the order of the places. */
  async respond(places: Uint32Array): Promise<Unanswered> {
    const needs = (kind: Item['kind']) => this.#items.some(item => item.kind === kind)
    await this.#answers.bind(places)
    const { mailbox } = this.#selected
    const { keptHeaders } = mailbox
    if (keptHeaders !== undefined && needs('section') && this.#items.every(isOfHeader))
      await this.#fromHeaders(places, keptHeaders)
    else if (needs('section') || needs('content') || needs('BODY'))
      await this.#fromBytes(places, new ContentReader(mailbox, this.#items))
    else if (needs('ENVELOPE') || needs('BODYSTRUCTURE')) await this.#fromStructures(places)
    else await this.#fromArrays(places)
    return { removed: this.#removed, unreadable: this.#unreadable, undecodable: this.#undecodable }
  }

  async #fromArrays(places: Uint32Array): Promise<void> {
    for (let i = 0; i < places.length; i++) {
      const row = this.#selected.view.row(places[i]!)
      if (row < 0) this.#removed++
      else this.#answers.write(places[i]!, row)
      if (i % arrayBatch === arrayBatch - 1) await this.#pause()
    }
  }

  async #fromStructures(places: Uint32Array): Promise<void> {
    const { mailbox, view } = this.#selected
    for (let start = 0; start < places.length; start += structureBatch) {
      const batch = places.subarray(start, start + structureBatch)
      const stored = await mailbox.structures(this.#viewIds(batch))
      const byId = new Map(stored.map(each => [each.id, each]))
      for (const place of batch) {
        const row = view.row(place)
        const structure = row < 0 ? undefined : byId.get(mailbox.messages.views[row]!)
        if (structure === undefined) this.#removed++
        else this.#answers.write(place, row, { structure })
      }
      if (start + structureBatch < places.length) await this.#pause()
    }
  }

  /** A letter whose header is not kept is opened. */
  async #fromHeaders(places: Uint32Array, kept: KeptHeaders): Promise<void> {
    const { mailbox, view } = this.#selected
    const { imapKeptHeaderBytes: maxBytes } = this.#session.limits
    const sections = this.#items.filter(item => item.kind === 'section')
    const which = sections.every(({ fields }) => fields?.picksWithin(listedFields)) ? 'listed' : 'whole'
    const needsTexts = this.#items.some(({ kind }) => kind === 'ENVELOPE' || kind === 'BODYSTRUCTURE')
    const read: KeptHeader[] = []
    const take = (id: ViewId, header: Uint8Array) => void read.push(keptHeader(id, header))
    const reader = new ContentReader(mailbox, this.#items, { maxBytes, take })
    for (let start = 0, end = 0; start < places.length; start = end) {
      end = this.#batchEnd(places, start, headerBatch, 1, maxBytes)
      const batch = places.subarray(start, end)
      const ids = this.#viewIds(batch)
      const headers = new Map(await kept.headers(headerRecipe, ids, which))
      const stored = needsTexts ? await mailbox.structures(ids) : []
      const structures = new Map(stored.map(each => [each.id, each]))
      let written = 0
      for (let i = 0; i < batch.length; i++) {
        const id = mailbox.messages.views[view.row(batch[i]!)]
        const header = id && headers.get(id)
        const structure = (id && structures.get(id)) || undefined
        if (!header || (needsTexts && structure === undefined)) continue
        // Those before it together, and in their order.
        if (written < i) await this.#fromBytes(batch.subarray(written, i), reader)
        written = i + 1
        await this.#fromHeader(batch[i]!, header, sections, structure)
        if (this.#writer.full) await this.#writer.ready()
      }
      await this.#fromBytes(batch.subarray(written), reader)
      if (read.length >= keptTogether) kept.keep(headerRecipe, read.slice())
      read.length = 0
      if (end < places.length) await this.#pause()
    }
  }

  async #fromHeader(
    place: number,
    header: Uint8Array,
    asked: readonly Section[],
    structure: Given['structure'],
  ): Promise<void> {
    const row = this.#selected.view.row(place)
    const sections = asked.map(section => ofHeader(header, section))
    const bytes = sections.reduce((sum, { length }) => sum + length, 0)
    if (row < 0) this.#removed++
    else if (bytes <= smallBytes) this.#answers.write(place, row, { structure, sections })
    else await this.#answers.stream(place, row, { structure, sections })
  }

  async #fromBytes(places: Uint32Array, reader: ContentReader): Promise<void> {
    const { mailbox, view } = this.#selected
    for (let start = 0, end = 0; start < places.length; start = end) {
      const most = Math.max(1, Math.floor(pieceBatch / reader.pieces))
      end = this.#batchEnd(places, start, most, reader.pieces, wholeBytes)
      const batch = places.subarray(start, end)
      const read = await reader.read(this.#viewIds(batch))
      for (const place of batch) {
        const row = view.row(place)
        const contents = row < 0 ? undefined : read.get(mailbox.messages.views[row]!)
        if (contents === undefined) this.#removed++
        else if ('error' in contents) await this.#unread(contents)
        else if (isSmall(contents)) this.#answers.write(place, row, contents)
        else await this.#stream(place, contents, reader)
        if (this.#writer.full) await this.#writer.ready()
      }
      if (end < places.length) await this.#pause()
    }
  }

  /**
   * Where the messages end that are read together with the one at `start`: as many as may be held at once, `most` of them, if
   * of each so many pieces are held, each of it or of `pieceBytes`.
   */
  #batchEnd(places: Uint32Array, start: number, most: number, pieces: number, pieceBytes: number): number {
    const { mailbox, view } = this.#selected
    const { sizesBytes } = mailbox.messages
    const last = Math.min(places.length, start + most)
    let left = this.#session.limits.imapFetchBytes
    let end = start
    while (end < last) {
      const row = view.row(places[end]!)
      if (row >= 0) left -= pieces * Math.min(sizesBytes[row]!, pieceBytes)
      if (left < 0 && end > start) break
      end++
    }
    return end
  }

  async #stream(place: number, contents: Contents, reader: ContentReader): Promise<void> {
    const given = await reader.begin(contents)
    if ('error' in given) return await this.#unread(given)
    const row = this.#selected.view.row(place)
    if (row < 0) this.#removed++
    else await this.#answers.stream(place, row, given)
  }

  async #unread({ view, error }: Unread): Promise<void> {
    if (error instanceof UnknownEncoding) this.#undecodable++
    else if (await hasLeft(this.#selected.mailbox, view.id)) this.#removed++
    else {
      this.#session.log.error({ err: error, view: view.id }, 'message cannot be read')
      this.#unreadable++
    }
  }

  #viewIds(places: Uint32Array): number[] {
    const { view, mailbox } = this.#selected
    const ids: number[] = []
    for (const place of places) {
      const row = view.row(place)
      if (row >= 0) ids.push(mailbox.messages.views[row]!)
    }
    return ids
  }

  /** Lets other sessions on, and a slow client catch up. */
  async #pause(): Promise<void> {
    if (this.#writer.full) await this.#writer.ready()
    await this.#session.pace.breathe()
  }
}

/** What a message's header and the arrays answer, and the stored wire texts. */
function isOfHeader(item: Item): boolean {
  if (item.kind === 'section') return item.path.length === 0 && item.text.startsWith('HEADER')
  return item.kind !== 'content' && item.kind !== 'BODY'
}
