/**
 * The calling thread's side of the signing thread, which starts with its first use. When it dies, what was asked of it
 * fails, and the next call starts another.
 */
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { batches } from '../../base/batches.ts'
import { KeyFailure, type Keys, type PrivateKey } from '../../ports/keys.ts'
import type {
  FromSigningThread,
  KeyAnswer,
  KeyCall,
  KnownKey,
  SigningThreadData,
  ToSigningThread,
} from './protocol.ts'

interface Waiting {
  resolve(value: KeyAnswer): void
  reject(error: Error): void
}

export interface SigningThread extends Keys, AsyncDisposable {}

export function openSigningThread(data: SigningThreadData): SigningThread {
  let worker: Worker | undefined
  let closed = false
  let asked = 0
  const waiting = new Map<number, Waiting>()
  const send = batches<ToSigningThread[number]>(calls => {
    // What is waited for was told by then that the server stops.
    if (closed) return
    worker ??= start()
    worker.postMessage(calls)
  })

  function start(): Worker {
    const started = new Worker(new URL(`./worker${extname(import.meta.url)}`, import.meta.url), {
      workerData: data,
      name: 'signing',
    })
    started.on('message', (answers: FromSigningThread) => answers.forEach(receive))
    started.on('error', error => lost(started, `the signing thread died: ${String(error)}`))
    started.on('exit', () => lost(started, 'the signing thread ended'))
    return started
  }

  function receive(answer: FromSigningThread[number]): void {
    const asker = waiting.get(answer.id)
    waiting.delete(answer.id)
    idle()
    if (answer.ok) asker?.resolve(answer.value)
    else asker?.reject(new Error(answer.message))
  }

  /** A thread that has nothing to do keeps no process alive. */
  function idle(): void {
    if (waiting.size === 0) worker?.unref()
  }

  function lost(which: Worker | undefined, why: string): void {
    if (which !== worker) return
    worker = undefined
    const unanswered = [...waiting.values()]
    waiting.clear()
    for (const { reject } of unanswered) reject(new KeyFailure('gone', why))
  }

  function call(what: KeyCall): Promise<KeyAnswer> {
    return new Promise((resolve, reject) => {
      if (closed) return reject(new KeyFailure('gone', 'the server stops'))
      const id = asked++
      if (waiting.size === 0) worker?.ref()
      waiting.set(id, { resolve, reject })
      send({ ...what, id })
    })
  }

  const keyOf = ({ name, publicKey }: KnownKey): PrivateKey => ({
    name,
    publicKey,
    sign: async octets => bufferOf(await call({ method: 'sign', parameters: [name, octets] })),
    async decrypt(octets, padding) {
      // A copy: with a piece of a large letter all of it would go over.
      const parameters = [name, new Uint8Array(octets), padding] as const
      const answer = await call({ method: 'decrypt', parameters })
      return answer === undefined ? undefined : bufferOf(answer)
    },
    agree: async other => bufferOf(await call({ method: 'agree', parameters: [name, other] })),
  })

  return {
    generate: async (...parameters) => keyOf((await call({ method: 'generate', parameters })) as KnownKey),
    put: async (...parameters) => void (await call({ method: 'put', parameters })),
    async get(...parameters) {
      const known = await call({ method: 'get', parameters })
      return known === undefined ? undefined : keyOf(known as KnownKey)
    },
    async export(...parameters) {
      const bytes = await call({ method: 'export', parameters })
      return bytes === undefined ? undefined : bufferOf(bytes)
    },
    remove: async (...parameters) => void (await call({ method: 'remove', parameters })),
    list: async () => (await call({ method: 'list', parameters: [] })) as readonly string[],
    async [Symbol.asyncDispose]() {
      closed = true
      const stopped = worker
      lost(stopped, 'the server stops')
      await stopped?.terminate()
    },
  }
}

function bufferOf(answer: KeyAnswer): Buffer {
  const bytes = answer as Uint8Array
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
