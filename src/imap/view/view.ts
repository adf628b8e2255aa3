/**
 * imap/view/ — one session's view of its mailbox: which message each sequence number names, what the client was told,
 * and when it is told the rest (`telling.ts`: RFC 3501 §5.2, RFC 2177, RFC 5465).
 *
 * The mailbox changes under the session, but numbers may only move when the client is told, and it may not be told of
 * removals during FETCH, STORE and SEARCH (RFC 3501 §7.4.1). While nothing was removed the view shares the mailbox's
 * UID array; after a removal it keeps the old one until it may speak.
 *
 * Invariants: no number changes its message before the removal is told; arrivals behind a removal wait with it; \Recent is
 * given to one session that may write, and to none later.
 *
 * Deliberately absent: messages, and anything of their contents. The view holds UIDs, and looks for rows in the arrays
 * that all sessions of the mailbox share.
 */

import { lowerBound } from '../../base/lower-bound.ts'
import { firstKeywordBit, type UidRange } from '../../ports/mailboxes.ts'
import type { LiveMessages } from '../backend.ts'
import { flagNames, recentBit, systemFlagNames } from '../wire/flags.ts'
import { type Modes, plainModes } from '../wire/modes.ts'
import { formatSet, type SequenceSet, savedResult } from '../wire/sequence-set.ts'
import type { ResponseWriter } from '../wire/writer.ts'
import { RecentUids } from './recent.ts'
import { without } from './uid-ranges.ts'

export class View {
  readonly #live: LiveMessages
  readonly #readOnly: boolean
  readonly #claims: boolean
  readonly #spoken: { readonly modes: Modes }
  readonly #maxKeywords: number
  readonly #recent = new RecentUids()
  #uids: Uint32Array
  #epoch: number
  #exists: number
  #recentTold: number
  #keywords: readonly string[]
  /** UIDs of `$`, ascending. */
  #saved: Uint32Array = none
  /** Flag changes of others the client has not heard of, by the MODSEQ of their commit. */
  readonly #untold = new Set<number>()
  /** Own flag changes whose notice may still come. */
  readonly #own = new Set<number>()
  readonly #flagTexts = new Map<number, Uint8Array>()
  /** The MODSEQ of the first removal that the client was not told of. */
  #removedAt: number | undefined
  /** The client was told a MODSEQ below that, and has to hear when it is over. */
  #isHeldBack = false

  /**
   * `spoken`: how the session speaks at the moment. `claims`: messages that are \Recent here are so in no later session.
   * `maxKeywords` of the mailbox ever.
   */
  constructor(
    live: LiveMessages,
    readOnly: boolean,
    spoken: { readonly modes: Modes } = { modes: plainModes },
    claims = !readOnly,
    maxKeywords = Number.POSITIVE_INFINITY,
  ) {
    this.#claims = claims
    this.#maxKeywords = maxKeywords
    this.#live = live
    this.#readOnly = readOnly
    this.#spoken = spoken
    this.#uids = live.uids
    this.#epoch = live.epoch
    this.#exists = live.count
    this.#keywords = live.keywords
    this.#claimRecent()
    this.#recentTold = this.recent
  }

  /** No sequence number is told (RFC 9586 §3). */
  get uidOnly(): boolean {
    return this.#spoken.modes.uidOnly
  }

  /** Messages the client knows of; sequence numbers are 1 to this. */
  get exists(): number {
    return this.#exists
  }

  /** IMAP4rev2 knows no \Recent (RFC 9051 Appendix E): it is kept for other sessions, and not shown here. */
  get hidesRecent(): boolean {
    return this.#spoken.modes.rev2
  }

  /** How many of them are \Recent in this session. */
  get recent(): number {
    return this.#recent.count(this.#uids, this.#exists)
  }

  isRecent(uid: number): boolean {
    return this.#recent.has(uid)
  }

  get keywords(): readonly string[] {
    return this.#keywords
  }

  /** Whether others changed flags and the client was not told yet. */
  get hasUntoldFlags(): boolean {
    return this.#untold.size > 0
  }

  /** The mailbox has MODSEQs (RFC 7162 §3.1.2.2). */
  get hasModseqs(): boolean {
    return this.#live.highestModseq > 0
  }

  /** MODSEQ and UID belong into every untagged FETCH (RFC 7162 §3.2.4). */
  get tellsModseqs(): boolean {
    return this.#spoken.modes.condstore && this.hasModseqs
  }

  /** Whether a flag change of others, by its MODSEQ, is still to be told. */
  isUntold(modseq: number): boolean {
    return this.#untold.has(modseq)
  }

  /** What a set of UIDs has besides those that the client knows to be there. */
  withoutKnown(ranges: readonly UidRange[]): readonly UidRange[] {
    return without(ranges, this.#uids, this.#exists)
  }

  /** Whether there are messages that the client does not know of. */
  get hasUntoldArrivals(): boolean {
    const { uids, count } = this.#live
    return count > 0 && uids[count - 1]! > (this.#exists === 0 ? 0 : this.#uids[this.#exists - 1]!)
  }

  /** The UID at a place (sequence number less one). */
  uid(place: number): number {
    return this.#uids[place]!
  }

  uids(places: Uint32Array): Uint32Array {
    return places.map(place => this.#uids[place]!)
  }

  /** The place of a UID, or -1. `before`: the place of the one that was asked for before, which most follow. */
  place(uid: number, before = -1): number {
    if (before + 1 < this.#exists && this.#uids[before + 1] === uid) return before + 1
    const at = lowerBound(this.#uids, this.#exists, uid)
    return at < this.#exists && this.#uids[at] === uid ? at : -1
  }

  /** Whether places are rows of the live arrays: nothing has left that is not told. */
  get isCurrent(): boolean {
    return this.#epoch === this.#live.epoch
  }

  /** Where the message at a place stands in the live arrays now; -1 when it is gone. */
  row(place: number): number {
    if (this.#epoch === this.#live.epoch) return place
    const { uids, count } = this.#live
    const uid = this.#uids[place]!
    const at = lowerBound(uids, count, uid)
    return at < count && uids[at] === uid ? at : -1
  }

  /**
   * The places a set names, ascending. UIDs that do not exist are left out (RFC 3501 §6.4.8); a sequence number
   * beyond the last message makes the whole set undefined, unless `*` is the other end of its range.
   */
  resolve(set: SequenceSet, byUid: boolean): Uint32Array | undefined {
    if (set === savedResult) return this.#savedPlaces()
    const spans = this.#spans(set, byUid)
    return spans && placesOf(spans)
  }

  /** The same as UIDs, copied in pieces: of the many messages of a range none is looked at. */
  resolveUids(set: SequenceSet, byUid: boolean): Uint32Array | undefined {
    if (set === savedResult) return this.uids(this.#savedPlaces())
    const spans = this.#spans(set, byUid)
    if (spans === undefined) return undefined
    const uids = new Uint32Array(lengthOf(spans))
    let at = 0
    for (const [start, end] of spans) {
      uids.set(this.#uids.subarray(start, end), at)
      at += end - start
    }
    return uids
  }

  /** What the client still has of what a search saved. */
  #savedPlaces(): Uint32Array {
    const places = new Uint32Array(this.#saved.length)
    let count = 0
    let before = -1
    for (const uid of this.#saved) {
      const place = this.place(uid, before)
      if (place < 0) continue
      places[count++] = place
      before = place
    }
    return places.subarray(0, count)
  }

  /** The places that a set names as half-open spans, ascending and apart; undefined as in `resolve`. */
  #spans(set: SequenceSet, byUid: boolean): readonly Span[] | undefined {
    const spans: Span[] = []
    const largest = byUid ? (this.#exists === 0 ? 0 : this.#uids[this.#exists - 1]!) : this.#exists
    for (const range of set) {
      const isOpen = range.first === Number.POSITIVE_INFINITY || range.last === Number.POSITIVE_INFINITY
      const first = range.first === Number.POSITIVE_INFINITY ? largest : range.first
      const last = range.last === Number.POSITIVE_INFINITY ? largest : range.last
      const low = Math.min(first, last)
      const high = Math.max(first, last)
      if (byUid) {
        spans.push([
          lowerBound(this.#uids, this.#exists, low),
          lowerBound(this.#uids, this.#exists, high + 1),
        ])
      } else if (isOpen) {
        // `*` of an empty mailbox names nothing; `6:*` of five messages names the last, as a UID would: programs look
        // for what is new in this way.
        if (largest > 0) spans.push([low - 1, largest])
      } else if (high <= largest && low > 0) {
        spans.push([low - 1, high])
      } else {
        // Any other number without a message is an error.
        return undefined
      }
    }
    return united(spans)
  }

  /**
   * Begins an answer about the message at a place:
   *
   *     message-data   = nz-number SP "FETCH" SP msg-att
   *     message-data   =/ uidfetch-resp                      ; RFC 9586 §3.3
   *     uidfetch-resp  = uniqueid SP "UIDFETCH" SP msg-att
   */
  beginFetch(writer: ResponseWriter, place: number): ResponseWriter {
    writer.text('* ')
    return this.uidOnly
      ? writer.number(this.#uids[place]!).text(' UIDFETCH (')
      : writer.number(place + 1).text(' FETCH (')
  }

  /** Keeps what a search found, as `$` (RFC 5182 §2.1): UIDs, ascending. Nothing when it failed. */
  save(uids: Uint32Array = none): void {
    this.#saved = uids
  }

  /** The session itself made this flag change: the client knows. 0 is no change: no notice of it will come. */
  own(modseq: number): void {
    if (modseq === 0) return
    if (!this.#untold.delete(modseq)) this.#own.add(modseq)
  }

  /** A flag change was committed by anyone. */
  flagsChanged(modseq: number): void {
    if (!this.#own.delete(modseq)) this.#untold.add(modseq)
  }

  /** A removal was committed by anyone. */
  expunged(modseq: number): void {
    this.#removedAt ??= modseq
  }

  /** The flags of a message as the client sees them, in brackets. */
  flagText(uid: number, flags: number): Uint8Array {
    const shown = !this.hidesRecent && this.#recent.has(uid) ? flags | recentBit : flags
    let text = this.#flagTexts.get(shown)
    if (text === undefined) {
      text = Buffer.from(`(${flagNames(shown, this.#keywords)})`, 'utf8')
      this.#flagTexts.set(shown, text)
    }
    return text
  }

  /**
   * Tells what the client does not know; removals (and what would renumber) only if `mayExpunge`. How many messages it
   * has got to know: the last ones.
   */
  tell(writer: ResponseWriter, mayExpunge: boolean, tellsFlags = true): number {
    this.tellKeywords(writer)
    const live = this.#live
    if (mayExpunge && live.epoch !== this.#epoch) this.#tellExpunged(writer)
    const arrived = live.epoch === this.#epoch ? live.count - this.#exists : 0
    const hasArrivals = arrived > 0
    if (hasArrivals) {
      this.#uids = live.uids
      this.#exists = live.count
      this.#claimRecent()
      writer.text('* ').number(live.count).text(' EXISTS\r\n')
    }
    const { recent } = this
    if (!this.hidesRecent && (hasArrivals || recent !== this.#recentTold))
      writer.text('* ').number(recent).text(' RECENT\r\n')
    this.#recentTold = recent
    if (!tellsFlags) this.forgetFlags()
    else if (this.#untold.size > 0) this.#tellFlags(writer)
    this.#tellHighest(writer)
    return arrived
  }

  /** Others' changes of flags so far are none that the client wants to hear of. */
  forgetFlags(): void {
    this.#untold.clear()
  }

  /** The MODSEQ up to which the client, once it has read what is written, knows every change (RFC 7162 §3.1.2.1). */
  writeHighestModseq(writer: ResponseWriter): void {
    if (!this.hasModseqs) return
    const { highestModseq, epoch } = this.#live
    const isBehind = epoch !== this.#epoch && this.#removedAt !== undefined
    const known = isBehind
      ? Math.min(highestModseq, this.#removedAt! - 1, this.#lowestArrival() - 1)
      : highestModseq
    writer.text(`* OK [HIGHESTMODSEQ ${known}] Known changes\r\n`)
  }

  /** The lowest MODSEQ of messages that the client does not know of: while a removal is not told, they wait with it. */
  #lowestArrival(): number {
    const { uids, modseqs, count } = this.#live
    const lastKnown = this.#exists === 0 ? 0 : this.#uids[this.#exists - 1]!
    let lowest = Number.POSITIVE_INFINITY
    for (let row = count - 1; row >= 0 && uids[row]! > lastKnown; row--)
      lowest = Math.min(lowest, modseqs[row]!)
    return lowest
  }

  /** Must come before the first flags that hold a new keyword (RFC 3501 §7.2.6). */
  tellKeywords(writer: ResponseWriter): void {
    if (this.#live.keywords.length === this.#keywords.length) return
    this.#keywords = this.#live.keywords
    this.#flagTexts.clear()
    this.writeFlags(writer)
  }

  writeFlags(writer: ResponseWriter): void {
    if (this.#live.flagless) {
      writer.text('* FLAGS ()\r\n* OK [PERMANENTFLAGS ()] No flags are kept\r\n')
      return
    }
    const names = [...systemFlagNames, ...this.#keywords].join(' ')
    writer.text(`* FLAGS (${names})\r\n`)
    // RFC 9051 §6.3.3: none, where none can be changed.
    if (this.#readOnly) writer.text('* OK [PERMANENTFLAGS ()] Nothing can be changed\r\n')
    else writer.text(`* OK [PERMANENTFLAGS (${this.#permanentFlags(names)})] Flags that are kept\r\n`)
  }

  /** RFC 4314 §5.1.1: those that the user may change, and `\*` while there may be new ones (RFC 3501 §7.1). */
  #permanentFlags(all: string): string {
    const { changeable } = this.#live
    const more = this.#keywords.length < this.#maxKeywords ? ' \\*' : ''
    if (changeable === undefined) return `${all}${more}`
    const named = flagNames(changeable & ~recentBit, this.#keywords)
    return changeable >>> firstKeywordBit === 0 ? named : `${named}${more}`
  }

  /**
   * What no session claimed before is recent in this one, and in no later one if this one may write: EXAMINE shows
   * without claiming (RFC 3501 §6.3.2).
   */
  #claimRecent(): void {
    const end = this.#exists === 0 ? 0 : this.#uids[this.#exists - 1]! + 1
    this.#recent.add(this.#live.recentUid, end)
    if (this.#claims) this.#live.claimRecent(end)
  }

  #tellExpunged(writer: ResponseWriter): void {
    const { uids, count, epoch } = this.#live
    let row = lowerBound(uids, count, this.#exists === 0 ? 0 : this.#uids[this.#exists - 1]! + 1) - 1
    let left = this.#exists
    // RFC 9586 §3.4: without QRESYNC, too.
    const vanishes = this.uidOnly || (this.#spoken.modes.qresync && this.hasModseqs)
    const gone: number[] = []
    // From the end, so that each number still means what the client thinks.
    for (let place = this.#exists - 1; place >= 0; place--) {
      if (row >= 0 && uids[row] === this.#uids[place]) row--
      else {
        left--
        if (vanishes) gone.push(this.#uids[place]!)
        else {
          writer
            .text('* ')
            .number(place + 1)
            .text(' EXPUNGE\r\n')
        }
      }
    }
    if (gone.length > 0) writer.text(`* VANISHED ${formatSet(gone.reverse())}\r\n`)
    this.#uids = uids
    this.#epoch = epoch
    this.#exists = left
  }

  #tellFlags(writer: ResponseWriter): void {
    const { uids, flags, modseqs, count } = this.#live
    const { tellsModseqs } = this
    for (let row = 0; row < count; row++) {
      if (!this.#untold.has(modseqs[row]!)) continue
      const place = this.place(uids[row]!)
      if (place < 0) continue
      this.beginFetch(writer, place)
      if (!this.uidOnly) writer.text('UID ').number(uids[row]!).text(' ')
      writer.text('FLAGS ').bytes(this.flagText(uids[row]!, flags[row]!))
      if (tellsModseqs) writer.text(' MODSEQ (').number(modseqs[row]!).text(')')
      writer.text(')\r\n')
    }
    this.#untold.clear()
  }

  /**
   * A client takes the highest MODSEQ that it saw for known, unless it is told a lower one: while a removal is kept from
   * it that must be so, with every answer (RFC 7162 §3.2, §6).
   */
  #tellHighest(writer: ResponseWriter): void {
    const isBehind = this.#epoch !== this.#live.epoch
    if (!isBehind) this.#removedAt = undefined
    if (this.tellsModseqs && (isBehind || this.#isHeldBack)) this.writeHighestModseq(writer)
    this.#isHeldBack = isBehind
  }
}

const none = new Uint32Array(0)

type Span = [start: number, end: number]

/** Half-open spans in any order, ascending and apart. */
function united(spans: Span[]): readonly Span[] {
  spans.sort((a, b) => a[0] - b[0])
  const merged: Span[] = []
  for (const [start, end] of spans) {
    const last = merged.at(-1)
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end)
    else if (end > start) merged.push([start, end])
  }
  return merged
}

function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, [start, end]) => sum + end - start, 0)
}

function placesOf(spans: readonly Span[]): Uint32Array {
  const places = new Uint32Array(lengthOf(spans))
  let at = 0
  for (const [start, end] of spans) for (let place = start; place < end; place++) places[at++] = place
  return places
}
