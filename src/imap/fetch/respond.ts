/**
 * Writes FETCH answers in one of four ways, by what the items need: from the live arrays alone, with the stored
 * wire texts, with the header that is kept, or with the message's bytes.
 */
import { breathe } from '../../base/breath.ts'
import { renderBody } from '../../mail/imap-text.ts'
import { parseParts } from '../../mail/stored.ts'
import type { Part } from '../../mail/structure.ts'
import type { ByteRange } from '../../ports/blobs.ts'
import type { KeptHeader } from '../../ports/kept-headers.ts'
import type { StoredView } from '../../ports/mailboxes.ts'
import type { KeptHeaders } from '../backend.ts'
import type { Selected, Session } from '../session.ts'
import { hasLeft } from '../view/has-left.ts'
import { DateTimeFormat } from '../wire/date.ts'
import type { ResponseWriter } from '../wire/writer.ts'
import { begun } from './begun.ts'
import { UnknownEncoding } from './binary.ts'
import type { Answer, ContentItem, RowItem, Rows, Write, WriteRow } from './extra.ts'
import { withoutGlobal } from './global.ts'
import type { Item, Section, SimpleItem } from './items.ts'
import { headerRecipe, keptHeader, listedFields } from './kept-header.ts'
import { clip, locate } from './section.ts'

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
const viewBatch = 32
/** A section up to this size is read whole, so that the reads of a batch overlap; a larger one is streamed. */
const wholeBytes = 64 * 1024
/** Fewer headers that had to be read from their letters than these are not kept: letters that have just come are the keeper's. */
const keptTogether = 8
/** Streams of one message that are begun before any of it is sent; each holds a chunk until it is its turn. */
const streamsBegun = 8

export class Responder {
  readonly #session: Session
  readonly #selected: Selected
  readonly #writer: ResponseWriter
  readonly #items: readonly Item[]
  readonly #sections: readonly Section[]
  readonly #dates = new DateTimeFormat()
  readonly #contentItems: readonly ContentItem[]
  readonly #needsParts: boolean
  readonly #writeRow = new Map<RowItem, WriteRow>()
  /** Headers that were read of letters, when they are to be kept. */
  #read: KeptHeader[] | undefined
  #removed = 0
  #unreadable = 0
  #undecodable = 0

  constructor(session: Session, items: readonly Item[]) {
    this.#session = session
    this.#selected = session.selected
    this.#writer = session.writer
    this.#items = items
    this.#sections = items.filter(item => item.kind === 'section')
    this.#contentItems = items.filter(item => item.kind === 'content')
    this.#needsParts = items.some(needsParts)
  }

  /** In the order of the places. */
  async respond(places: Uint32Array): Promise<Unanswered> {
    const needs = (kind: Item['kind']) => this.#items.some(item => item.kind === kind)
    for (const item of this.#items) {
      if (item.kind !== 'row') continue
      this.#writeRow.set(
        item,
        await item.bind(this.#selected.mailbox, this.#selected.view.uids(places.toSorted())),
      )
    }
    const { keptHeaders } = this.#selected.mailbox
    if (keptHeaders !== undefined && needs('section') && this.#items.every(isOfHeader))
      await this.#fromHeaders(places, keptHeaders)
    else if (needs('section') || needs('content') || needs('BODY')) await this.#fromViews(places)
    else if (needs('ENVELOPE') || needs('BODYSTRUCTURE')) await this.#fromStructures(places)
    else await this.#fromArrays(places)
    return { removed: this.#removed, unreadable: this.#unreadable, undecodable: this.#undecodable }
  }

  async #fromArrays(places: Uint32Array): Promise<void> {
    for (let i = 0; i < places.length; i++) {
      const place = places[i]!
      const row = this.#selected.view.row(place)
      if (row < 0) this.#removed++
      else this.#message(place, row, undefined)
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
        else this.#message(place, row, structure)
      }
      await this.#pause()
    }
  }

  /** A letter whose header is not kept is opened. */
  async #fromHeaders(places: Uint32Array, kept: KeptHeaders): Promise<void> {
    const { mailbox, view } = this.#selected
    const { imapFetchBytes, imapKeptHeaderBytes } = this.#session.limits
    const size = Math.max(1, Math.floor(imapFetchBytes / imapKeptHeaderBytes))
    const isListed = this.#sections.every(({ fields }) => fields?.picksWithin(listedFields))
    const which = isListed ? 'listed' : 'whole'
    const needsTexts = this.#items.some(({ kind }) => kind === 'ENVELOPE' || kind === 'BODYSTRUCTURE')
    for (let start = 0; start < places.length; start += size) {
      const batch = places.subarray(start, start + size)
      const ids = this.#viewIds(batch)
      const headers = new Map(await kept.headers(headerRecipe, ids, which))
      const stored = needsTexts ? await mailbox.structures(ids) : []
      const texts = new Map(stored.map(each => [each.id, each]))
      this.#read = []
      let written = 0
      for (let i = 0; i < batch.length; i++) {
        const id = mailbox.messages.views[view.row(batch[i]!)]
        const header = id && headers.get(id)
        const structure = id && texts.get(id)
        if (!header || (needsTexts && !structure)) continue
        // Those before it together, and in their order.
        if (written < i) await this.#fromViews(batch.subarray(written, i))
        written = i + 1
        const row = view.row(batch[i]!)
        if (row < 0) this.#removed++
        else this.#message(batch[i]!, row, structure || undefined, header)
      }
      await this.#fromViews(batch.subarray(written))
      if (this.#read.length >= keptTogether) kept.keep(headerRecipe, this.#read)
      await this.#pause()
    }
  }

  async #fromViews(places: Uint32Array): Promise<void> {
    const { mailbox, view } = this.#selected
    for (let start = 0, end = 0; start < places.length; start = end) {
      end = this.#viewBatchEnd(places, start)
      const batch = places.subarray(start, end)
      const stored = await mailbox.views(this.#viewIds(batch))
      const byId = new Map(stored.map(each => [each.id, this.#load(each)]))
      for (const place of batch) {
        const row = view.row(place)
        const loading = row < 0 ? undefined : byId.get(mailbox.messages.views[row]!)
        if (loading === undefined) this.#removed++
        else await this.#whole(place, await loading)
      }
      await this.#pause()
    }
  }

  /** Where the messages end that are read together with the one at `start`: as many as may be held at once. */
  #viewBatchEnd(places: Uint32Array, start: number): number {
    const { mailbox, view } = this.#selected
    const { sizesBytes } = mailbox.messages
    const each = Math.max(1, this.#sections.length + this.#contentItems.length)
    const last = Math.min(places.length, start + Math.max(1, Math.floor(viewBatch / each)))
    let left = this.#session.limits.imapFetchBytes
    let end = start
    while (end < last) {
      const row = view.row(places[end]!)
      if (row >= 0) left -= each * Math.min(sizesBytes[row]!, wholeBytes)
      if (left < 0 && end > start) break
      end++
    }
    return end
  }

  /** Reads what the sections of a message need. */
  async #load(view: StoredView): Promise<Loaded | Unread> {
    try {
      const root = this.#needsParts ? parseParts(view.structure.parts) : undefined
      const contents = await Promise.all(this.#sections.map(section => this.#content(view, root, section)))
      const { mailbox } = this.#selected
      const answers =
        root === undefined
          ? []
          : await Promise.all(this.#contentItems.map(item => item.load(mailbox, view, root)))
      return { view, root, contents, answers }
    } catch (error) {
      return { view, error }
    }
  }

  /** Begins to read what is streamed, while nothing of the message is sent yet. */
  async #begun(loaded: Loaded): Promise<Begun | Unread> {
    const { view } = loaded
    const { mailbox } = this.#selected
    try {
      const contents: Begun['contents'][number][] = []
      let streams = 0
      for (const content of loaded.contents) {
        if (content === null || content instanceof Uint8Array) contents.push(content)
        else {
          const stream = mailbox.stream(view, content)
          const isAhead = streams++ < streamsBegun
          contents.push({ size: content.end - content.start, stream: isAhead ? await begun(stream) : stream })
        }
      }
      const answers: Write[] = []
      for (const answer of loaded.answers)
        answers.push(typeof answer === 'function' ? answer : await answer.begin())
      return { ...loaded, contents, answers }
    } catch (error) {
      return { view, error }
    }
  }

  async #unread({ view, error }: Unread): Promise<void> {
    if (error instanceof UnknownEncoding) this.#undecodable++
    else if (await hasLeft(this.#selected.mailbox, view.id)) this.#removed++
    else {
      this.#session.log.error({ err: error, view: view.id }, 'message cannot be read')
      this.#unreadable++
    }
  }

  async #content(view: StoredView, root: Part | undefined, section: Section): Promise<Content> {
    const { mailbox } = this.#selected
    const whole = { start: 0, end: view.sizeBytes }
    const range = root === undefined ? whole : locate(root, view.sizeBytes, section)
    if (range === undefined) return null
    const isKept = this.#read !== undefined && range.end <= this.#session.limits.imapKeptHeaderBytes
    if (section.fields !== undefined || isKept) {
      const header = await mailbox.read(view, range)
      if (isKept && section === this.#sections[0]) this.#read?.push(keptHeader(view.id, header))
      return ofHeader(header, section)
    }
    const clipped = clip(range, section.partial)
    return clipped.end - clipped.start <= wholeBytes ? await mailbox.read(view, clipped) : clipped
  }

  async #whole(place: number, read: Loaded | Unread): Promise<void> {
    const loaded = 'error' in read ? read : await this.#begun(read)
    if ('error' in loaded) return await this.#unread(loaded)
    const row = this.#selected.view.row(place)
    if (row < 0) this.#removed++
    else {
      const rows = rowAlone(this.#selected.mailbox.messages, row)
      this.#begin(place)
      let sections = 0
      let answers = 0
      for (const [i, item] of this.#items.entries()) {
        if (i > 0) this.#writer.text(' ')
        if (item.kind === 'section') await this.#section(item, loaded, sections++)
        else if (item.kind === 'content') await loaded.answers[answers++]?.(this.#writer)
        else if (item.kind === 'row') this.#writeRow.get(item)?.(this.#writer, rows, 0)
        else this.#simple(item.kind, rows, 0, loaded.view.structure, loaded.root)
      }
      this.#writer.text(')\r\n')
      await this.#writer.ready()
    }
  }

  async #section(section: Section, { contents }: Begun, index: number): Promise<void> {
    const content = contents[index] ?? null
    this.#writer.text(`${section.label} `)
    if (content === null) this.#writer.text('NIL')
    else if (content instanceof Uint8Array) this.#writer.literal(content)
    else await this.#writer.streamed(content.size, content.stream)
  }

  #message(place: number, row: number, structure: WireTexts | undefined, header?: Uint8Array): void {
    const { messages } = this.#selected.mailbox
    this.#begin(place)
    for (let i = 0; i < this.#items.length; i++) {
      if (i > 0) this.#writer.text(' ')
      const item = this.#items[i]!
      if (item.kind === 'row') this.#writeRow.get(item)?.(this.#writer, messages, row)
      else if (item.kind === 'section') {
        if (header !== undefined) this.#writer.text(`${item.label} `).literal(ofHeader(header, item))
      } else if (item.kind !== 'content') this.#simple(item.kind, messages, row, structure, undefined)
    }
    this.#writer.text(')\r\n')
  }

  #begin(place: number): void {
    this.#selected.view.beginFetch(this.#writer, place)
  }

  #simple(
    kind: SimpleItem,
    messages: Rows,
    row: number,
    texts: WireTexts | undefined,
    root: Part | undefined,
  ): void {
    const writer = this.#writer
    switch (kind) {
      case 'UID':
        writer.text('UID ').number(messages.uids[row]!)
        break
      case 'FLAGS':
        writer.text('FLAGS ').bytes(this.#selected.view.flagText(messages.uids[row]!, messages.flags[row]!))
        break
      case 'INTERNALDATE':
        writer.text('INTERNALDATE ').text(this.#dates.format(messages.internalDatesMs[row]!))
        break
      case 'RFC822.SIZE':
        writer.text('RFC822.SIZE ').number(messages.sizesBytes[row]!)
        break
      case 'ENVELOPE':
        if (texts !== undefined) writer.text('ENVELOPE ').bytes(texts.envelope)
        break
      case 'BODYSTRUCTURE':
        if (texts !== undefined) writer.text('BODYSTRUCTURE ').bytes(this.#structure(texts.bodyStructure))
        break
      case 'MODSEQ':
        writer.text('MODSEQ (').number(messages.modseqs[row]!).text(')')
        break
      case 'BODY':
        if (root !== undefined) writer.text('BODY ').bytes(this.#structure(renderBody(root)))
        break
    }
  }

  #structure(text: Uint8Array): Uint8Array {
    return this.#session.modes.rev2 ? withoutGlobal(text) : text
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
    await this.#writer.ready()
    await breathe()
  }
}

/** What a message's header and the arrays answer, and the stored wire texts. */
function isOfHeader(item: Item): boolean {
  if (item.kind === 'section') return item.path.length === 0 && item.text.startsWith('HEADER')
  return item.kind !== 'content' && item.kind !== 'BODY'
}

/** What a section shows of the header that it is about. */
function ofHeader(header: Uint8Array, { fields, partial }: Section): Uint8Array {
  const shown = fields === undefined ? header : fields.pick(header)
  const { start, end } = clip({ start: 0, end: shown.length }, partial)
  return shown.subarray(start, end)
}

/** All but the whole message. */
function needsParts(item: Item): boolean {
  if (item.kind === 'section') return item.path.length > 0 || item.text !== 'all'
  return item.kind === 'content' || item.kind === 'BODY'
}

/**
 * One row as it is now: while its message is sent others may remove messages, or change its flags, and the MODSEQ that is
 * told must be that of the flags.
 */
function rowAlone(messages: Rows, row: number): Rows {
  return {
    uids: messages.uids.slice(row, row + 1),
    flags: messages.flags.slice(row, row + 1),
    modseqs: messages.modseqs.slice(row, row + 1),
    views: messages.views.slice(row, row + 1),
    internalDatesMs: messages.internalDatesMs.slice(row, row + 1),
    sizesBytes: messages.sizesBytes.slice(row, row + 1),
  }
}

interface WireTexts {
  readonly envelope: Uint8Array
  readonly bodyStructure: Uint8Array
}

/** A section's bytes, the range to stream, or null for a part that does not exist. */
type Content = Uint8Array | ByteRange | null

interface Loaded {
  readonly view: StoredView
  /** Undefined where nothing but whole messages is asked for. */
  readonly root: Part | undefined
  /** One for each section, in order. */
  readonly contents: readonly Content[]
  /** One for each content item, in order. */
  readonly answers: readonly Answer[]
}

/** The same about to be written. */
interface Begun extends Pick<Loaded, 'view' | 'root'> {
  readonly contents: readonly (
    | Uint8Array
    | { readonly size: number; readonly stream: AsyncIterable<Uint8Array> }
    | null
  )[]
  readonly answers: readonly Write[]
}

/** A message of which something could not be read, and why. */
interface Unread {
  readonly view: StoredView
  readonly error: unknown
}
