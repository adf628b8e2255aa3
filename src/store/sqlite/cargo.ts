/**
 * Bytes of the jobs that go over together, copied into one buffer that is transferred. Cloning them where they
 * lie would copy the whole pool a Buffer is cut from, and transferring them would take them from the caller.
 */
import type { CommitMessage } from '../../ports/archive.ts'
import type { NewMessage, NewView } from '../../ports/mailboxes.ts'
import type { Job } from './protocol.ts'

export class Cargo {
  readonly #buffer: ArrayBuffer
  readonly #bytes: Uint8Array
  #used = 0

  static load(jobs: readonly Job[]): { jobs: readonly Job[]; buffers: readonly ArrayBuffer[] } {
    const size = jobs.reduce((sum, job) => sum + sizeOf(job), 0)
    if (size === 0) return { jobs, buffers: [] }
    const cargo = new Cargo(size)
    return { jobs: jobs.map(job => cargo.#job(job)), buffers: [cargo.#buffer] }
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

  #job(job: Job): Job {
    if (job.name === 'commitMessage') return { name: job.name, args: [this.#commit(job.args[0])] }
    if (job.name === 'append')
      return { name: job.name, args: [job.args[0].map(message => this.#append(message))] }
    return job
  }

  #commit(message: CommitMessage): CommitMessage {
    return {
      ...message,
      entry: { ...message.entry, sha256: this.#take(message.entry.sha256) },
      forms: message.forms.map(({ kind, bytes, sha256 }) => ({
        kind,
        bytes: this.#take(bytes),
        sha256: this.#take(sha256),
      })),
      views: message.views.map(view => this.#view(view)),
    }
  }

  #append(message: NewMessage): NewMessage {
    return { ...message, bytes: this.#take(message.bytes), view: this.#view(message.view) }
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

function sizeOf(job: Job): number {
  if (job.name === 'commitMessage') {
    const { entry, forms, views } = job.args[0]
    return (
      entry.sha256.length +
      forms.reduce((sum, form) => sum + form.bytes.length + form.sha256.length, 0) +
      views.reduce((sum, view) => sum + viewBytes(view), 0)
    )
  }
  if (job.name === 'append') {
    return job.args[0].reduce((sum, { bytes, view }) => sum + bytes.length + viewBytes(view), 0)
  }
  return 0
}

function viewBytes({ prefix, structure }: NewView): number {
  return prefix.length + structure.envelope.length + structure.bodyStructure.length
}
