/**
 * congvu as a mail exchanger with everything on: SPF and DMARC against the bench's own DNS, structure, policy,
 * archive and statistics. It runs as the development start does, in a directory of its own.
 */
import { join } from 'node:path'
import type { Account, Contestant } from './contestant.ts'
import { freePorts, start, stop } from './spawn.ts'

const startMs = 30_000
const root = join(import.meta.dirname, '..', '..')

export interface CongvuOptions {
  readonly dir: string
  readonly dnsPort: number
  /** The built program in dist/ instead of the sources. */
  readonly entry: string
}

/** `address  password  agency`: two or more spaces between. */
export function parseAccount(line: string): Account | undefined {
  const [address, password] = line.trim().split(/ {2,}/)
  if (address === undefined || password === undefined || !/^[^\s@]+@[^\s@]+$/.test(address)) return undefined
  return { address, password }
}

export async function startCongvu({ dir, dnsPort, entry }: CongvuOptions): Promise<Contestant> {
  const [mx = 0, submission = 0, submissions = 0, imap = 0, imaps = 0] = await freePorts(5)
  const child = start(process.execPath, [join(root, entry), 'serve', '--development', '--data', dir], {
    cwd: root,
    env: {
      ...process.env,
      CONGVU_LISTEN__MX: `127.0.0.1:${mx}`,
      CONGVU_LISTEN__SUBMISSION: `127.0.0.1:${submission}`,
      CONGVU_LISTEN__SUBMISSIONS: `127.0.0.1:${submissions}`,
      CONGVU_LISTEN__IMAP: `127.0.0.1:${imap}`,
      CONGVU_LISTEN__IMAPS: `127.0.0.1:${imaps}`,
      CONGVU_DNS__SERVERS: `127.0.0.1:${dnsPort}`,
    },
  })
  const accounts: Account[] = []
  const output: string[] = []
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not ready:\n${output.join('')}`)), startMs)
    let text = ''
    child.stderr?.on('data', (chunk: Buffer) => output.push(chunk.toString()))
    child.stdout?.on('data', (chunk: Buffer) => {
      output.push(chunk.toString())
      text += chunk.toString()
      const lines = text.split('\n')
      text = lines.pop() ?? ''
      for (const line of lines) {
        const account = parseAccount(line)
        if (account !== undefined) accounts.push(account)
        if (/\bready\b/i.test(line)) resolve()
      }
    })
    child.once('exit', code => reject(new Error(`congvu ended with ${code}:\n${output.join('')}`)))
    child.once('spawn', () => timer.unref())
  })
  return {
    name: 'congvu',
    mxPort: mx,
    imapsPort: imaps,
    accounts,
    pids: [child.pid ?? 0],
    [Symbol.asyncDispose]: () => stop(child, 'SIGTERM'),
  }
}
