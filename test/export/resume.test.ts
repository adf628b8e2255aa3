/** Exports that are broken off: the same command goes on, and the file is the one that would have been made at once. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { appendFile, copyFile, open, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { entry } from '../support/command-line.ts'
import { randomFrom } from '../support/corpus/random.ts'
import { reason } from '../support/reason.ts'
import { whenThisProcessEnds } from '../support/server-process.ts'
import { ExportPlace, fill, runBare, runIn } from './place.ts'

const letters = 400
/** Small, so that an export is many pages. */
const limits = '[limits]\nexport_page_bytes = 60000\nexport_piece_bytes = 20000'
const kills = 9
const random = randomFrom(909)
const verifier = join(import.meta.dirname, '../../src/archive/export/verify.mjs')

let place: ExportPlace
/** What an export that was never broken off makes. */
const whole = new Map<string, Buffer>()

beforeAll(async () => {
  place = await ExportPlace.open(limits)
  await fill(place.store, letters)
  for (const id of [1, 2]) expect(await place.agree('')).toBe(id)
  for (const [approval, format] of [
    ['1', 'zip'],
    ['2', 'mbox'],
  ] as const) {
    const ran = await place.export('', `whole.${format}`, '--approval', approval, '--format', format)
    expect(ran).toMatchObject({ code: 0 })
    whole.set(format, await readFile(place.file(`whole.${format}`)))
  }
}, 120_000)
afterAll(async () => {
  await place?.[Symbol.asyncDispose]()
})

async function expectWhole(format: 'zip' | 'mbox', name: string): Promise<void> {
  // `equals`, as a difference of megabytes is not to be printed.
  expect((await readFile(place.file(name))).equals(whole.get(format)!)).toBe(true)
  for (const rest of ['part', 'part.json', 'part.csv', 'part.journal'])
    expect(existsSync(place.file(`${name}.${rest}`))).toBe(false)
}

describe('with processes of their own', () => {
  let server: ChildProcess | undefined

  async function startServer(): Promise<void> {
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, 'server-child.ts'), join(place.cli.folder, 'congvu.toml')],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    whenThisProcessEnds(() => child.kill('SIGKILL'))
    await once(child.stdout!, 'data')
    server = child
  }

  async function killServer(): Promise<void> {
    const child = server!
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }

  beforeAll(async () => {
    await place.cli.stop()
    await startServer()
  }, 30_000)
  afterAll(async () => {
    await killServer()
    await place.cli.start()
  }, 30_000)

  function command(name: string, format: 'zip' | 'mbox'): ChildProcess {
    const approval = format === 'zip' ? '1' : '2'
    const config = join(place.cli.folder, 'congvu.toml')
    return spawn(
      process.execPath,
      [
        entry,
        'archive',
        'export',
        '',
        '--out',
        place.file(name),
        '--approval',
        approval,
        '--format',
        format,
        '--config',
        config,
        '--reason',
        reason,
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    )
  }

  interface Running {
    readonly child: ChildProcess
    err(): string
    readonly ended: Promise<{ readonly code: number | null; readonly err: string }>
  }

  function run(name: string, format: 'zip' | 'mbox'): Running {
    const child = command(name, format)
    let err = ''
    child.stderr!.setEncoding('utf8').on('data', text => {
      err += text
    })
    return { child, err: () => err, ended: once(child, 'close').then(([code]) => ({ code, err })) }
  }

  /** Most of a command's life is its start: resolves when it has begun to write, or to go on, or is over. */
  async function untilUnderWay({ child, err }: Running, name: string, first: boolean): Promise<void> {
    const underWay = () =>
      first ? existsSync(place.file(`${name}.part.journal`)) : err().includes('going on')
    while (!underWay() && child.exitCode === null && child.signalCode === null) await wait(5)
  }

  it.each(['zip', 'mbox'] as const)('a command that is killed, %s', { timeout: 180_000 }, async format => {
    const name = `cli.${format}`
    let killed = 0
    let goneOn = 0
    for (let i = 0; i < kills && !existsSync(place.file(name)); i++) {
      const running = run(name, format)
      await untilUnderWay(running, name, i === 0)
      await wait(random.below(format === 'zip' ? 300 : 60))
      running.child.kill('SIGKILL')
      const { code, err } = await running.ended
      if (code === null) killed++
      if (err.includes('going on')) goneOn++
    }
    expect(killed).toBeGreaterThan(3)
    expect(goneOn).toBeGreaterThan(2)
    if (!existsSync(place.file(name))) expect(await run(name, format).ended).toMatchObject({ code: 0 })
    await expectWhole(format, name)
  })

  it('a server that is killed', { timeout: 180_000 }, async () => {
    let lost = 0
    for (let i = 0; i < kills && !existsSync(place.file('server.zip')); i++) {
      const running = run('server.zip', 'zip')
      await untilUnderWay(running, 'server.zip', i === 0)
      await wait(random.below(200))
      await killServer()
      const { code, err } = await running.ended
      if (code === 75) {
        lost++
        expect(err).toContain('the connection to the server was lost')
      } else expect([0, 1]).toContain(code)
      await startServer()
    }
    expect(lost).toBeGreaterThan(2)
    if (!existsSync(place.file('server.zip'))) expect((await run('server.zip', 'zip').ended).code).toBe(0)
    await expectWhole('zip', 'server.zip')
    const { code } = await runBare(process.execPath, [verifier, place.file('server.zip')], place.out)
    expect(code).toBe(0)
  })
})

describe('what is left of one that was broken off', () => {
  /** Ends with an error after so many answers of the server. */
  async function brokenOff(name: string, pages: number): Promise<void> {
    const { store } = place
    const reads = store.read.exports as { exportEntries: typeof store.read.exports.exportEntries }
    const usual = reads.exportEntries
    let asked = 0
    reads.exportEntries = (...args) => {
      if (++asked > pages) throw new Error('broken off')
      return usual.apply(reads, args)
    }
    const ran = await place.export('', name, '--approval', '1')
    reads.exportEntries = usual
    expect(ran.code).not.toBe(0)
  }

  const changes: readonly [string, (name: string) => Promise<unknown>][] = [
    ['as it is', async () => {}],
    ['a journal whose last line is cut off', name => cutEnd(`${name}.part.journal`, 30)],
    [
      'a journal that ends in rubbish',
      name => appendFile(place.file(`${name}.part.journal`), '{"stage":\0\0'),
    ],
    ['a file that lost its end', name => cutEnd(`${name}.part`, 150_000)],
    ['a file whose end was never written', name => zeroEnd(`${name}.part`, 5000)],
    ['a file with more than was noted', name => appendFile(place.file(`${name}.part`), 'x'.repeat(9000))],
    ['a manifest that lost its end', name => cutEnd(`${name}.part.json`, 3000)],
    ['a table with more than was noted', name => appendFile(place.file(`${name}.part.csv`), 'x,y')],
    ['everything of it lost but the journal', name => truncate(place.file(`${name}.part`), 0)],
  ]

  async function cutEnd(name: string, octets: number): Promise<void> {
    const { size } = await stat(place.file(name))
    await truncate(place.file(name), size - octets)
  }

  async function zeroEnd(name: string, octets: number): Promise<void> {
    const { size } = await stat(place.file(name))
    await using file = await open(place.file(name), 'r+')
    await file.write(Buffer.alloc(octets), 0, octets, size - octets)
  }

  it.each(changes)('%s', async (what, change) => {
    const name = `${what.replaceAll(' ', '-')}.zip`
    await brokenOff(name, 25)
    await change(name)
    const ran = await place.export('', name)
    expect(ran.err).toContain('going on with export')
    expect(ran.code).toBe(0)
    await expectWhole('zip', name)
  })

  it('is not gone on with by another command', async () => {
    await brokenOff('other.zip', 20)
    const other = await place.export('agency:sokhcn', 'other.zip', '--approval', '1')
    expect(other).toMatchObject({ code: 2 })
    expect(other.err).toContain('other.zip.part is of another export')
    const journal = place.file('other.zip.part.journal')
    await copyFile(journal, place.file('kept'))
    await writeFile(journal, '')
    const lost = await place.export('', 'other.zip', '--approval', '1')
    expect(lost).toMatchObject({ code: 2 })
    expect(lost.err).toContain('nothing says what it is')
    await copyFile(place.file('kept'), journal)
    expect((await place.export('', 'other.zip')).code).toBe(0)
    await expectWhole('zip', 'other.zip')
  })

  it('goes on when a full disk has room again', async () => {
    const mounted = await runIn(place.out, 'sh', [
      '-c',
      'mkdir -p small && mount -t tmpfs -o size=1m tmpfs small',
    ])
    if (mounted.code !== 0) return expect(process.getuid?.()).not.toBe(0)
    try {
      const ran = await place.export('', 'small/full.zip', '--approval', '1')
      expect(ran).toMatchObject({ code: 75 })
      expect(ran.err).toMatch(/full\.zip\.part.* cannot be written \(ENOSPC\): there is no room; make some/)
      await runIn(place.out, 'mount', ['-o', 'remount,size=64m', 'small'])
      expect((await place.export('', 'small/full.zip')).code).toBe(0)
      await expectWhole('zip', 'small/full.zip')
    } finally {
      await runIn(place.out, 'umount', ['small'])
    }
  })
})
