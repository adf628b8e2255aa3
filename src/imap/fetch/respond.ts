/**
 * Writes FETCH answers in one of three ways, by what the items need: from the live arrays alone, with the stored
 * wire texts, or with the message's bytes.
 */
import type { Selected, Session } from '../session.ts'
import { hasLeft } from '../view/has-left.ts'
import type { ResponseWriter } from '../wire/writer.ts'
import { AnswerWriter } from './answer.ts'
import { UnknownEncoding } from './binary.ts'
import { ContentReader, type Contents, isSmall, type Unread, wholeBytes } from './contents.ts'
import type { Item } from './items.ts'

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
    if (needs('section') || needs('content') || needs('BODY')) await this.#fromBytes(places)
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

  async #fromBytes(places: Uint32Array): Promise<void> {
    const { mailbox, view } = this.#selected
    const reader = new ContentReader(mailbox, this.#items)
    for (let start = 0, end = 0; start < places.length; start = end) {
      end = this.#batchEnd(places, start, reader.pieces)
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

  /** Where the messages end that are read together with the one at `start`: as many as may be held at once. */
  #batchEnd(places: Uint32Array, start: number, pieces: number): number {
    const { mailbox, view } = this.#selected
    const { sizesBytes } = mailbox.messages
    const last = Math.min(places.length, start + Math.max(1, Math.floor(pieceBatch / pieces)))
    let left = this.#session.limits.imapFetchBytes
    let end = start
    while (end < last) {
      const row = view.row(places[end]!)
      if (row >= 0) left -= pieces * Math.min(sizesBytes[row]!, wholeBytes)
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
