/** Checkpoints that were kept elsewhere: what nobody who has this server in hand can change. */
import { type Edge, root } from '../base/merkle.ts'
import { type Checkpoint, checkSignature, parseCheckpoint } from './checkpoint.ts'
import type { VerifierKey } from './note.ts'

export interface OutsideOptions {
  /** As they were published. */
  readonly outside: readonly string[]
  readonly origin: string
  readonly keys: readonly VerifierKey[]
}

export class OutsideCheckpoints {
  /** Those that the tree agrees with. */
  agreed = 0
  /** Leaves under the largest of them. */
  covered = 0
  readonly #waiting: Checkpoint[] = []
  readonly #add: (place: string, detail: string) => void

  constructor({ outside, origin, keys }: OutsideOptions, add: (place: string, detail: string) => void) {
    this.#add = add
    for (const [i, text] of outside.entries()) {
      const place = `outside checkpoint ${i + 1}`
      const head = parseCheckpoint(text)
      if (!head.ok) {
        add(place, `cannot be read: ${head.error}`)
        continue
      }
      const signed = (key: VerifierKey) =>
        head.value.signatures.some(line => checkSignature(key, head.value, line) === 'valid')
      if (head.value.origin !== origin) add(place, `is of another log, ${head.value.origin}`)
      else if (!keys.every(signed)) add(place, 'is not signed by the keys that this server has')
      this.#waiting.push(head.value)
    }
    this.#waiting.sort((one, other) => one.size - other.size)
  }

  /** Those after `size` leaves; what was wrong with others is told already. */
  static resume(
    options: OutsideOptions,
    add: (place: string, detail: string) => void,
    size: number,
    { agreed, covered }: { readonly agreed: number; readonly covered: number },
  ): OutsideCheckpoints {
    let telling = false
    const checkpoints = new OutsideCheckpoints(options, (place, detail) => {
      if (telling) add(place, detail)
    })
    telling = true
    while (checkpoints.#waiting[0] !== undefined && checkpoints.#waiting[0].size <= size)
      checkpoints.#waiting.shift()
    checkpoints.agreed = agreed
    checkpoints.covered = covered
    return checkpoints
  }

  at(edge: Edge): void {
    while (this.#waiting[0]?.size === edge.size) {
      const head = this.#waiting.shift()!
      if (Buffer.compare(head.root, root(edge)) === 0) {
        this.agreed++
        this.covered = edge.size
      } else this.#add(placeOf(head), 'the leaves before it are not those that it was signed over')
    }
  }

  end(reached: number): void {
    for (const head of this.#waiting.splice(0)) this.#add(placeOf(head), `the tree ends at ${reached}`)
  }
}

function placeOf({ size }: Checkpoint): string {
  return `outside checkpoint of ${size} leaves`
}
