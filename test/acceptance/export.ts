/**
 * An export of many letters, from the server to a machine with nothing but Node: exported, verified by `verify.mjs` in an
 * empty folder and environment, and one flipped bit found. Prints times, sizes and the most memory that each process held.
 *
 *     node test/acceptance/export.ts [--letters 10000] [--large 0] [--node /usr/bin/node]
 *
 * `--large`: letters of 30 MB besides.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, readFileSync } from 'node:fs'
import { mkdtemp, open, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { exitCodes } from '../../src/cli/command.ts'
import { addresses, letter, letterBytes } from '../conformance/letters.ts'
import { ExportPlace, fill } from '../export/place.ts'
import { entry } from '../support/command-line.ts'
import { reason } from '../support/reason.ts'

const MiB = 1024 * 1024
const source = join(import.meta.dirname, '../../src/archive/export/verify.mjs')

interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
  readonly seconds: number
  readonly peakMiB: number
}

/** The most memory a process held until now; 0 once it is gone. */
function peakOf(pid: number | undefined): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

async function ran(child: ChildProcess): Promise<Ran> {
  const startedAt = performance.now()
  const texts = { out: '', err: '' }
  child.stdout?.setEncoding('utf8').on('data', text => (texts.out += text))
  child.stderr?.setEncoding('utf8').on('data', text => (texts.err += text))
  let peakMiB = 0
  const timer = setInterval(() => {
    peakMiB = Math.max(peakMiB, peakOf(child.pid))
  }, 20)
  const [code] = (await once(child, 'close')) as [number | null]
  clearInterval(timer)
  return { code, ...texts, seconds: (performance.now() - startedAt) / 1000, peakMiB }
}

/** A query that every letter answers. */
const everything = 'after:2000'

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      letters: { type: 'string', default: '10000' },
      large: { type: 'string', default: '0' },
      node: { type: 'string', default: existsSync('/usr/bin/node') ? '/usr/bin/node' : process.execPath },
    },
  })
  await using place = await ExportPlace.open()
  const bare = await mkdtemp(join(tmpdir(), 'congvu-bare-'))
  let startedAt = performance.now()
  await fill(place.store, Number(values.letters))
  for (let i = 0; i < Number(values.large); i++)
    await place.store.write.commitMessage(
      letter({ number: 1_000_000 + i, bytes: letterBytes(i, 30 * MiB), to: [{ address: addresses[1]! }] }),
    )
  console.log(`${values.letters} letters and ${values.large} of 30 MB archived in ${seconds(startedAt)} s`)
  const approval = await place.agree(everything)
  await place.cli.stop()

  const config = join(place.cli.folder, 'congvu.toml')
  const child = join(import.meta.dirname, '../export/server-child.ts')
  const server = spawn(process.execPath, [child, config], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    await once(server.stdout, 'data')
    const idle = peakOf(server.pid)
    const zip = place.file('export.zip')
    const argv = [
      entry,
      'archive',
      'export',
      everything,
      '--approval',
      `${approval}`,
      '--out',
      zip,
      '--config',
      config,
      '--reason',
      reason,
    ]
    let exported = await ran(spawn(process.execPath, argv))
    for (; exported.code === exitCodes['try-again']; exported = await ran(spawn(process.execPath, argv)))
      console.log(`${exported.err.trim()} (${seconds(startedAt)} s)`)
    if (exported.code !== 0) throw new Error(exported.err)
    const { size } = await stat(zip)
    console.log(
      `exported in ${exported.seconds.toFixed(1)} s: ${(size / MiB).toFixed(1)} MiB; peak of the command ` +
        `${exported.peakMiB.toFixed(0)} MiB, of the server ${peakOf(server.pid).toFixed(0)} MiB (${idle.toFixed(0)} before)`,
    )
    await verifyAndFlip(zip, size, bare, values.node)
  } finally {
    server.kill('SIGTERM')
    await rm(bare, { recursive: true, force: true })
  }

  function seconds(since: number): string {
    const passed = ((performance.now() - since) / 1000).toFixed(1)
    startedAt = performance.now()
    return passed
  }
}

async function verifyAndFlip(zip: string, size: number, bare: string, node: string): Promise<void> {
  copyFileSync(source, join(bare, 'verify.mjs'))
  const verify = () => ran(spawn(node, ['verify.mjs', zip], { cwd: bare, env: {} }))
  const good = await verify()
  console.log(`verified by ${node} in ${good.seconds.toFixed(1)} s, peak ${good.peakMiB.toFixed(0)} MiB:\n`)
  console.log(good.out)
  if (good.code !== 0) throw new Error('the package does not verify')
  const at = Math.floor(Math.random() * size)
  const bit = Math.floor(Math.random() * 8)
  await flip(zip, at, bit)
  const bad = await verify()
  console.log(`bit ${bit} of octet ${at} flipped: exit ${bad.code}\n\n${bad.out}`)
  if (bad.code !== 1) throw new Error('the flipped bit was not found')
  await flip(zip, at, bit)
}

async function flip(path: string, at: number, bit: number): Promise<void> {
  await using file = await open(path, 'r+')
  const octet = Buffer.alloc(1)
  await file.read(octet, 0, 1, at)
  octet[0]! ^= 1 << bit
  await file.write(octet, 0, 1, at)
}

await main()
