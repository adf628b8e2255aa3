/**
 * MESSAGELIMIT and SAVELIMIT (RFC 9738): how many messages one command works on.
 *
 *     capability     =/ "MESSAGELIMIT=" message-limit / "SAVELIMIT=" message-limit
 *     resp-text-code =/ "MESSAGELIMIT" SP message-limit [SP uniqueid]
 *
 * What may be done in part is done of the messages with the highest UIDs, from the highest down, and the lowest of them
 * is told, so that the client goes on below it. Refused is what is done whole or not at all (COPY, APPEND), and what
 * means nothing of a part (SORT, THREAD). EXPUNGE and CLOSE are not limited.
 */
import { no, type Outcome } from './command.ts'
import type { Key } from './search/keys.ts'
import type { Session } from './session.ts'
import type { View } from './view/view.ts'

/** Messages that a command may work on. */
export function mostMessages({ limits, offers }: Pick<Session, 'limits' | 'offers'>): number {
  return offers.messageLimit === 'commands' ? limits.imapCommandMessages : Number.POSITIVE_INFINITY
}

/** The messages, ascending, of which a command is done, and what is told of it if they are not all. */
export interface Part {
  readonly places: Uint32Array
  readonly code: string | undefined
}

export function partOf(session: Session, places: Uint32Array): Part {
  const most = mostMessages(session)
  if (places.length <= most) return { places, code: undefined }
  const part = places.subarray(places.length - most)
  return { places: part, code: `MESSAGELIMIT ${most} ${session.selected.view.uid(part[0]!)}` }
}

/** In the order of the answers (RFC 9738 §3.1). */
export function inOrder<T extends { toReversed(): T }>(numbers: T, { code }: Pick<Part, 'code'>): T {
  return code === undefined ? numbers : numbers.toReversed()
}

/** The answer of a command that was done in part: untagged before it, where it has a code of its own (RFC 9738 §3.1). */
export function inPart({ writer }: Session, outcome: Outcome, { code }: Pick<Part, 'code'>): Outcome {
  if (code === undefined || outcome.status === 'BAD') return outcome
  if (outcome.status === 'OK' && outcome.code === undefined)
    return { ...outcome, code, text: `${outcome.text} of the last messages` }
  writer.text(`* NO [${code}] Only the last messages were worked on\r\n`)
  // RFC 9738 §3.1: that some were removed goes with OK then.
  return outcome.code === 'EXPUNGEISSUED' ? { ...outcome, status: 'OK' } : outcome
}

/** Nothing was done; `uid` is where the client may divide. */
export function tooMany(most: number, uid?: number): Outcome {
  return no('Too many messages, try fewer', `MESSAGELIMIT ${most}${uid === undefined ? '' : ` ${uid}`}`)
}

/** A refusal of COPY for too many messages. */
export function copyRefusal({ limits, selected }: Session, places: Uint32Array): Outcome | undefined {
  const most = limits.imapCommandMessages
  const over = places.length - most
  return over > 0 ? tooMany(most, selected.view.uid(places[over]!)) : undefined
}

/**
 * The places that a search looks at, ascending: those that each key which must hold allows. RFC 9738 §3.1 counts them,
 * and not what is found.
 */
export function lookedAt(key: Key, view: View): Uint32Array {
  return allowedBy(key, view) ?? Uint32Array.from({ length: view.exists }, (_, place) => place)
}

/** undefined: all. */
function allowedBy(key: Key, view: View): Uint32Array | undefined {
  if (key.kind === 'set') return view.resolve(key.set, key.byUid)
  if (key.kind !== 'and') return undefined
  let places: Uint32Array | undefined
  for (const each of key.keys) {
    const allowed = allowedBy(each, view)
    if (allowed !== undefined) places = places === undefined ? allowed : common(places, allowed)
  }
  return places
}

function common(one: Uint32Array, other: Uint32Array): Uint32Array {
  const others = new Set(other)
  return one.filter(place => others.has(place))
}
