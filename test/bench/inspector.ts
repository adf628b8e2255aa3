/**
 * A forced collection in a Node server from outside: SIGUSR1 opens the inspector of any Node program, and the
 * inspector's protocol collects garbage. Without it memory is what the last collection left, some tens of megabytes
 * either way. The server runs as always but for the port on which its inspector would open.
 */
import { setTimeout as delay } from 'node:timers/promises'

const openMs = 10_000

/** The flag of Node that names the port. */
export function inspectorFlag(port: number): string {
  return `--inspect-port=127.0.0.1:${port}`
}

interface Answer {
  readonly id?: number
  readonly method?: string
  readonly params?: { readonly sessionId?: string; readonly message?: string }
}

interface Asked {
  resolve(): void
  reject(error: Error): void
}

async function debuggerUrl(port: number, withinMs: number): Promise<string> {
  const endsAt = performance.now() + withinMs
  let cause: unknown
  while (performance.now() < endsAt) {
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/json/list`)
      const [target] = (await answer.json()) as { readonly webSocketDebuggerUrl: string }[]
      if (target !== undefined) return target.webSocketDebuggerUrl
    } catch (error) {
      cause = error
    }
    await delay(50)
  }
  throw new Error('the inspector did not open', { cause })
}

export class Inspector implements Disposable {
  readonly #socket: WebSocket
  readonly #waiting = new Map<string, Asked>()
  /** Sessions of the program's worker threads. */
  readonly #threads = new Set<string>()
  #id = 0

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.addEventListener('message', ({ data }) => this.#hear(JSON.parse(String(data)) as Answer))
    socket.addEventListener('close', () => {
      for (const { reject } of this.#waiting.values()) reject(closed())
      this.#waiting.clear()
    })
  }

  /** `port`: the one that `inspectorFlag` gave to the process. Rejects when it does not open in time. */
  static async open(pid: number, port: number, withinMs = openMs): Promise<Inspector> {
    process.kill(pid, 'SIGUSR1')
    const socket = new WebSocket(await debuggerUrl(port, withinMs))
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener('open', () => resolve())
      socket.addEventListener('error', () => reject(new Error('the inspector cannot be reached')))
    })
    const inspector = new Inspector(socket)
    await inspector.#ask('NodeWorker.enable', { waitForDebuggerOnStart: false })
    return inspector
  }

  /** Collects the garbage of every thread, down to what is in use. Rejects when the program has ended. */
  async collect(): Promise<void> {
    await this.#ask('HeapProfiler.collectGarbage')
    await Promise.all([...this.#threads].map(thread => this.#askThread(thread)))
  }

  [Symbol.dispose](): void {
    this.#socket.close()
  }

  #ask(method: string, params = {}): Promise<void> {
    const id = ++this.#id
    this.#socket.send(JSON.stringify({ id, method, params }))
    return this.#answer(`${id}`)
  }

  #askThread(sessionId: string): Promise<void> {
    const id = ++this.#id
    const message = JSON.stringify({ id, method: 'HeapProfiler.collectGarbage' })
    const answer = this.#answer(`${sessionId} ${id}`)
    return Promise.all([this.#ask('NodeWorker.sendMessageToWorker', { sessionId, message }), answer]).then(
      () => {},
    )
  }

  #answer(key: string): Promise<void> {
    if (this.#socket.readyState !== WebSocket.OPEN) return Promise.reject(closed())
    return new Promise((resolve, reject) => this.#waiting.set(key, { resolve, reject }))
  }

  #hear({ id, method, params }: Answer): void {
    if (method === 'NodeWorker.attachedToWorker') this.#threads.add(params?.sessionId ?? '')
    if (method === 'NodeWorker.detachedFromWorker') {
      this.#threads.delete(params?.sessionId ?? '')
      for (const [key] of this.#waiting) if (key.startsWith(`${params?.sessionId} `)) this.#settle(key)
    }
    if (method === 'NodeWorker.receivedMessageFromWorker') {
      const inner = JSON.parse(params?.message ?? '{}') as Answer
      this.#settle(`${params?.sessionId} ${inner.id}`)
    }
    if (id !== undefined) this.#settle(`${id}`)
  }

  #settle(key: string): void {
    this.#waiting.get(key)?.resolve()
    this.#waiting.delete(key)
  }
}

function closed(): Error {
  return new Error('the program that was inspected has ended')
}
