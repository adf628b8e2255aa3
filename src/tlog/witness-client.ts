/**
 * Asks witnesses to cosign the newest checkpoint (C2SP tlog-witness). What a witness was shown last is known from its
 * newest cosignature here; when that is wrong it says so, and is asked once more from there. A witness that has seen
 * more of this log than there is, or another tree, has seen a fork: that is an error for a person, not for a retry.
 */
import type { Limits } from '../base/limits.ts'
import type { Logger } from '../base/log.ts'
import type { Clock } from '../ports/clock.ts'
import type { Store } from '../ports/store.ts'
import type { StoredCheckpoint } from '../ports/tlog.ts'
import { type Checkpoint, checkSignature, parseCheckpoint, parseTreeSize } from './checkpoint.ts'
import { parseSignatureLines, signatureLine, type VerifierKey } from './note.ts'

/** One that is asked: its keys have one name. */
export interface KnownWitness {
  readonly name: string
  /** Without a slash at the end. */
  readonly url: string
  readonly keys: readonly VerifierKey[]
}

export interface WitnessClientOptions {
  readonly store: Store
  readonly clock: Clock
  readonly witnesses: readonly KnownWitness[]
  readonly limits: Pick<Limits, 'witnessMs' | 'witnessReplyBytes'>
  readonly log: Logger
}

export interface WitnessClient {
  /** Asks those that have not cosigned it yet; resolves with how many did now. Never rejects for a witness's sake. */
  ask(checkpoint: StoredCheckpoint): Promise<number>
}

type Answer =
  | { readonly kind: 'lines'; readonly text: string }
  | { readonly kind: 'size'; readonly size: number }
  | { readonly kind: 'refused'; readonly status: number }

export function createWitnessClient(options: WitnessClientOptions): WitnessClient {
  const { store, clock, witnesses, log } = options

  async function askOne(witness: KnownWitness, checkpoint: StoredCheckpoint, head: Checkpoint) {
    const { name } = witness
    const { size } = checkpoint
    let known = await store.read.log.cosignedSize(name)
    if (known === size && checkpoint.cosignatures.some(lines => lines.includes(` ${name} `))) return false
    let answer = await post(witness, await requestOf(known, checkpoint), options)
    if (answer.kind === 'size' && answer.size !== known && answer.size <= size) {
      known = answer.size
      answer = await post(witness, await requestOf(known, checkpoint), options)
    }
    if (answer.kind === 'size') {
      log.error(
        { witness: name, size, seen: answer.size },
        'a witness has seen another tree of this log: the database was changed, or put back from a copy',
      )
      return false
    }
    if (answer.kind === 'refused') {
      const level = answer.status === 422 ? 'error' : 'warn'
      log[level]({ witness: name, status: answer.status }, 'a witness gave no cosignature')
      return false
    }
    const lines = validLines(witness.keys, head, answer.text)
    if (lines === '') {
      log.warn({ witness: name }, 'a witness answered with no signature that holds')
      return false
    }
    await store.write.addCosignatures(size, name, lines, clock.now())
    return true
  }

  async function requestOf(known: number, { size, note }: StoredCheckpoint): Promise<string> {
    const path = known === 0 || known === size ? [] : await store.read.log.consistency(known, size)
    const lines = path.map(hash => `${Buffer.from(hash).toString('base64')}\n`)
    return `old ${known}\n${lines.join('')}\n${note}`
  }

  return {
    async ask(checkpoint) {
      const head = parseCheckpoint(checkpoint.note)
      if (!head.ok) return 0
      const asked = witnesses.map(witness =>
        askOne(witness, checkpoint, head.value).catch((error: unknown) => {
          log.warn({ err: error, witness: witness.name }, 'a witness is out of reach')
          return false
        }),
      )
      return (await Promise.all(asked)).filter(Boolean).length
    },
  }
}

/** Of the lines those that are the witness's and hold. */
function validLines(keys: readonly VerifierKey[], head: Checkpoint, text: string): string {
  const parsed = parseSignatureLines(text)
  if (!parsed.ok) return ''
  return parsed.value
    .filter(line => keys.some(key => checkSignature(key, head, line) === 'valid'))
    .map(line => signatureLine(line, line.signature))
    .join('')
}

async function post({ url }: KnownWitness, body: string, { limits }: WitnessClientOptions): Promise<Answer> {
  const response = await fetch(`${url}/add-checkpoint`, {
    method: 'POST',
    headers: { 'Content-Type': 'text/plain; charset=utf-8' },
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(limits.witnessMs),
  })
  const { status } = response
  const text = await readBounded(response, limits.witnessReplyBytes)
  if (status === 200) return { kind: 'lines', text }
  const size = status === 409 ? parseTreeSize(text.trimEnd()) : undefined
  return size === undefined ? { kind: 'refused', status } : { kind: 'size', size }
}

async function readBounded(response: Response, most: number): Promise<string> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of response.body ?? []) {
    length += piece.length
    if (length > most) throw new Error(`a reply of more than ${most} octets`)
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}
