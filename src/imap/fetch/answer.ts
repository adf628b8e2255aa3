/** Writes what FETCH answers of one message, item by item. */
import { renderBody } from '../../mail/imap-text.ts'
import type { StoredStructure } from '../../mail/stored.ts'
import type { Part } from '../../mail/structure.ts'
import type { Selected, Session } from '../session.ts'
import { DateTimeFormat } from '../wire/date.ts'
import type { ResponseWriter } from '../wire/writer.ts'
import type { RowItem, Rows, Write, WriteRow } from './extra.ts'
import { withoutGlobal } from './global.ts'
import type { Item, SimpleItem } from './items.ts'

/** A section that is too large to be held: its chunks are read while it is sent. */
export interface Streamed {
  readonly size: number
  readonly chunks: AsyncIterable<Uint8Array>
}

/** What an answer needs beside the live arrays. */
export interface Given {
  readonly structure?: Pick<StoredStructure, 'envelope' | 'bodyStructure'> | undefined
  readonly root?: Part | undefined
  /** One for each section, in order; null for a part that does not exist. */
  readonly sections?: readonly (Uint8Array | Streamed | null)[]
  /** One for each content item, in order. */
  readonly answers?: readonly Write[]
}

const nothing: Given = {}

export class AnswerWriter {
  readonly #session: Session
  readonly #selected: Selected
  readonly #writer: ResponseWriter
  readonly #items: readonly Item[]
  /** The number of each item among those of its kind. */
  readonly #numbers: readonly number[]
  /** How the answer begins each section, in the order of the sections: the name may be long, and is written of every letter. */
  readonly #labels: readonly Uint8Array[]
  readonly #writeRow = new Map<RowItem, WriteRow>()
  readonly #dates = new DateTimeFormat()

  constructor(session: Session, items: readonly Item[]) {
    this.#session = session
    this.#selected = session.selected
    this.#writer = session.writer
    this.#items = items
    const sections = items.filter(item => item.kind === 'section')
    this.#labels = sections.map(({ label }) => Buffer.from(`${label} `, 'latin1'))
    this.#numbers = items.map(
      (item, at) => items.slice(0, at).filter(({ kind }) => kind === item.kind).length,
    )
  }

  /** Asks for what the live arrays lack of these messages. */
  async bind(places: Uint32Array): Promise<void> {
    const { mailbox, view } = this.#selected
    for (const item of this.#items) {
      if (item.kind === 'row')
        this.#writeRow.set(item, await item.bind(mailbox, view.uids(places.toSorted())))
    }
  }

  /** An answer of which everything is at hand. */
  write(place: number, row: number, given = nothing): void {
    const { messages } = this.#selected.mailbox
    this.#selected.view.beginFetch(this.#writer, place)
    for (let at = 0; at < this.#items.length; at++) void this.#item(at, messages, row, given)
    this.#writer.text(')\r\n')
  }

  /** An answer that is sent while the client takes it, and of which something may still be read. */
  async stream(place: number, row: number, given: Given): Promise<void> {
    const rows = rowAlone(this.#selected.mailbox.messages, row)
    this.#selected.view.beginFetch(this.#writer, place)
    for (let at = 0; at < this.#items.length; at++) {
      await this.#item(at, rows, 0, given)
      await this.#writer.ready()
    }
    this.#writer.text(')\r\n')
  }

  #item(at: number, rows: Rows, row: number, given: Given): undefined | Promise<void> {
    if (at > 0) this.#writer.text(' ')
    const item = this.#items[at]!
    const number = this.#numbers[at]!
    if (item.kind === 'section') return this.#section(number, given)
    if (item.kind === 'content') return given.answers?.[number]?.(this.#writer) ?? undefined
    if (item.kind === 'row') this.#writeRow.get(item)?.(this.#writer, rows, row)
    else this.#simple(item.kind, rows, row, given)
    return undefined
  }

  #section(number: number, { sections }: Given): undefined | Promise<void> {
    const octets = sections?.[number] ?? null
    this.#writer.bytes(this.#labels[number]!)
    if (octets === null) this.#writer.text('NIL')
    else if (octets instanceof Uint8Array) this.#writer.literal(octets)
    else return this.#writer.streamed(octets.size, octets.chunks)
    return undefined
  }

  #simple(kind: SimpleItem, messages: Rows, row: number, { structure, root }: Given): void {
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
        if (structure !== undefined) writer.text('ENVELOPE ').bytes(structure.envelope)
        break
      case 'BODYSTRUCTURE':
        if (structure !== undefined)
          writer.text('BODYSTRUCTURE ').bytes(this.#structure(structure.bodyStructure))
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
