/**
 * Bytes of the jobs that go over together. Small ones are copied into one buffer that is transferred: cloning them
 * where they lie would copy the whole pool a Buffer is cut from. A large message that has a buffer of its own is
 * handed over without a copy, and is the writer's from then on (`StoreWrites.commitMessage`).
 */
import type { CommitMessage } from '../../ports/archive.ts'
import { keptHeaderBytes } from '../../ports/kept-headers.ts'
import type { NewMessage, NewView } from '../../ports/mailboxes.ts'
import type { Job } from './protocol.ts'

/** From here on a copy costs more than a transfer. */
const handedOverBytes = 16 * 1024

export class Cargo {
  readonly #buffer: ArrayBuffer
  readonly #handedOver: ArrayBuffer[] = []
  readonly #bytes: Uint8Array
  #used = 0

  static load(jobs: readonly Job[]): { jobs: readonly Job[]; buffers: readonly ArrayBuffer[] } {
    const size = jobs.reduce((sum, job) => sum + sizeOf(job), 0)
    if (size === 0) return { jobs, buffers: [] }
    const cargo = new Cargo(size)
    const loaded = jobs.map(job => cargo.#job(job))
    return { jobs: loaded, buffers: [cargo.#buffer, ...cargo.#handedOver] }
  }

  private constructor(size: number) {
    this.#buffer = new ArrayBuffer(size)
    this.#bytes = new Uint8Array(this.#buffer)
  }

  #take(bytes: Uint8Array): Uint8Array {
    const start = this.#used
    this.#bytes.set(bytes, start)
    this.#used += bytes.length
    return new Uint8Array(this.#buffer, start, bytes.length)
  }

  /** The bytes of a whole message. */
  #takeMessage(bytes: Uint8Array): Uint8Array {
    if (!ownsLargeBuffer(bytes)) return this.#take(bytes)
    // A buffer may be named once only in a list of transfers.
    if (!this.#handedOver.includes(bytes.buffer)) this.#handedOver.push(bytes.buffer)
    return new Uint8Array(bytes.buffer)
  }

  #job(job: Job): Job {
    if (job.name === 'commitMessage') return { name: job.name, args: [this.#commit(job.args[0])] }
    if (job.name === 'append')
      return { name: job.name, args: [job.args[0].map(message => this.#append(message))] }
    if (job.name === 'keepHeaders') {
      const [recipe, kept] = job.args
      const loaded = kept.map(({ id, listed, whole }) => ({
        id,
        listed: this.#take(listed),
        whole: this.#take(whole),
      }))
      return { name: job.name, args: [recipe, loaded] }
    }
    return job
  }

  #commit(message: CommitMessage): CommitMessage {
    return {
      ...message,
      entry: { ...message.entry, sha256: this.#take(message.entry.sha256) },
      forms: message.forms.map(({ kind, bytes, sha256 }) => ({
        kind,
        bytes: this.#takeMessage(bytes),
        sha256: this.#take(sha256),
      })),
      views: message.views.map(view => this.#view(view)),
    }
  }

  #append(message: NewMessage): NewMessage {
    return { ...message, bytes: this.#takeMessage(message.bytes), view: this.#view(message.view) }
  }

  #view<View extends NewView>(view: View): View {
    const { structure } = view
    return {
      ...view,
      prefix: this.#take(view.prefix),
      structure: {
        ...structure,
        envelope: this.#take(structure.envelope),
        bodyStructure: this.#take(structure.bodyStructure),
      },
    }
  }
}

function ownsLargeBuffer(bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> {
  return (
    bytes.length >= handedOverBytes &&
    bytes.buffer instanceof ArrayBuffer &&
    bytes.length === bytes.buffer.byteLength
  )
}

function copiedBytes(message: Uint8Array): number {
  return ownsLargeBuffer(message) ? 0 : message.length
}

function sizeOf(job: Job): number {
  if (job.name === 'commitMessage') {
    const { entry, forms, views } = job.args[0]
    return (
      entry.sha256.length +
      forms.reduce((sum, form) => sum + copiedBytes(form.bytes) + form.sha256.length, 0) +
      views.reduce((sum, view) => sum + viewBytes(view), 0)
    )
  }
  if (job.name === 'append') {
    return job.args[0].reduce((sum, { bytes, view }) => sum + copiedBytes(bytes) + viewBytes(view), 0)
  }
  if (job.name === 'keepHeaders') return job.args[1].reduce((sum, kept) => sum + keptHeaderBytes(kept), 0)
  return 0
}

function viewBytes({ prefix, structure }: NewView): number {
  return prefix.length + structure.envelope.length + structure.bodyStructure.length
}
