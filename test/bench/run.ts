/**
 * `npm run bench`: congvu beside Debian's Postfix and Dovecot, in one interleaved run (ours, theirs, theirs,
 * ours, …) on one machine and one disk, median of the rounds.
 *
 * Both take mail on a plain SMTP port from an outside domain and are read over IMAP with TLS. congvu runs with
 * everything on; the peer only receives, queues and delivers, with its default syncs. A short round before the
 * first warms both up and is not counted. The peers come from `scripts/bench-peers.sh`.
 *
 * Absent: signing, spam and virus scanning, which neither does here.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { startCongvu } from './congvu.ts'
import type { Account, Contestant } from './contestant.ts'
import { FakeDns } from './fake-dns.ts'
import { measureImap } from './imap-bench.ts'
import { measureIdle } from './imap-idle.ts'
import { fillMailboxes } from './imap-mailbox.ts'
import { fullPlan, type ImapPlan, quickPlan } from './imap-plan.ts'
import { senderDomain } from './letters.ts'
import { type Measurement, Samples } from './measurement.ts'
import { type MailboxFormat, peersInstalled, startPostfixDovecot } from './postfix-dovecot.ts'
import { atRest } from './process-tree.ts'
import { type Row, rows, table } from './report.ts'
import { Boxes, measureSmtp, type SmtpCell, smtpCells } from './smtp-cells.ts'

const usageText = `usage: npm run bench -- [options]

  --quick               two short rounds on a small mailbox, under two minutes
  --rounds N            rounds of the run (5; with --quick 2)
  --only smtp|imap      one half of it
  --messages N,...      in the mailbox that IMAP is measured on (50000; with --quick 5000): of each size a table, the
                        mailbox grows from one to the next
  --against both|congvu|peer
                        measure one of the two alone
  --format sdbox|maildir
                        Dovecot's mailbox format (sdbox, its fastest)
  --entry FILE          congvu's entry (dist/src/congvu.mjs, as npm run build leaves it; src/congvu.mjs)
  --dir DIR             where both keep their data (a new directory under the system's temporary one)
  --out FILE            write the figures as JSON
`

const tmpfsMagic = 0x01021994
const smtpTitle = 'SMTP'
const idleTitle = (inbox: number) => `IDLE, boxes of ${inbox}`
const imapTitle = ({ messages }: ImapPlan) => `IMAP, a mailbox of ${messages}`
/** As many as Postfix delivers to at once. */
const boxCount = 20

interface Options {
  readonly quick: boolean
  readonly rounds: number
  readonly smtp: boolean
  readonly imap: boolean
  /** One for each size, the smallest first. */
  readonly plans: readonly ImapPlan[]
  readonly ours: boolean
  readonly peer: boolean
  readonly format: MailboxFormat
  readonly entry: string
  readonly parent: string
  readonly out: string | undefined
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      only: { type: 'string' },
      messages: { type: 'string' },
      against: { type: 'string', default: 'both' },
      format: { type: 'string', default: 'sdbox' },
      entry: { type: 'string', default: 'dist/src/congvu.mjs' },
      dir: { type: 'string', default: tmpdir() },
      out: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(usageText)
    process.exit(0)
  }
  const rounds = Number(values.rounds ?? (values.quick ? 2 : 5))
  const { format } = values
  const plan = values.quick ? quickPlan : fullPlan
  const sizes = `${values.messages ?? plan.messages}`.split(',').map(Number)
  const smallest = Math.max(plan.stored, plan.copied)
  const wrong =
    !Number.isInteger(rounds) ||
    rounds < 1 ||
    !sizes.every(size => Number.isInteger(size) && size >= smallest) ||
    !['both', 'congvu', 'peer'].includes(values.against) ||
    ![undefined, 'smtp', 'imap'].includes(values.only)
  if (wrong || (format !== 'sdbox' && format !== 'maildir')) {
    process.stderr.write(usageText)
    process.exit(2)
  }
  return {
    quick: values.quick,
    rounds,
    smtp: values.only !== 'imap',
    imap: values.only !== 'smtp',
    plans: sizes.toSorted((a, b) => a - b).map(messages => ({ ...plan, messages })),
    ours: values.against !== 'peer',
    peer: values.against !== 'congvu',
    format,
    entry: values.entry,
    parent: values.dir,
    out: values.out,
  }
}

function note(text: string): void {
  process.stderr.write(`${text}\n`)
}

/** Everything written so far reaches the disk before a measurement begins, so that nobody pays for the other. */
function settle(): void {
  spawnSync('sync')
}

interface Running extends AsyncDisposable {
  readonly server: Contestant
  /** By the title of the table they belong to. */
  readonly samples: Map<string, Samples>
  boxes?: Boxes
}

function samplesOf(running: Running, title: string): Samples {
  const samples = running.samples.get(title) ?? new Samples()
  running.samples.set(title, samples)
  return samples
}

async function startBoth(options: Options, dir: string, dnsPort: number): Promise<Running[]> {
  const running: Running[] = []
  const add = (server: Contestant) => {
    const each: Running = {
      server,
      samples: new Map(),
      async [Symbol.asyncDispose]() {
        each.boxes?.[Symbol.dispose]()
        await server[Symbol.asyncDispose]()
      },
    }
    running.push(each)
  }
  let accounts: readonly Account[] = Array.from({ length: boxCount }, (_, i) => ({
    address: `can-bo-${i + 1}@caobang.gov.vn`,
    password: `Dovecot-${i + 1}`,
  }))
  if (options.ours) {
    const ours = await startCongvu({
      dir: join(dir, 'congvu'),
      dnsPort,
      entry: options.entry,
      boxes: boxCount,
    })
    add(ours)
    accounts = ours.accounts
  }
  if (options.peer) {
    add(await startPostfixDovecot({ dir: join(dir, 'peer'), accounts, format: options.format }))
  }
  return running
}

async function smtpRound(
  running: readonly Running[],
  cells: readonly SmtpCell[],
  counted: boolean,
): Promise<void> {
  for (const cell of cells) {
    for (const each of running) {
      if (each.boxes === undefined) throw new Error('no sessions')
      settle()
      const measured = await measureSmtp(each.server, each.boxes, cell)
      if (!counted) continue
      samplesOf(each, smtpTitle).add(measured)
      const rate = measured[0]
      if (rate !== undefined) note(`  ${each.server.name}: ${rate.cell}: ${rate.value.toFixed(0)} letters/s`)
    }
  }
}

async function smtpRounds(options: Options, running: readonly Running[]): Promise<void> {
  const cells = options.quick ? smtpCells(1000, 40) : smtpCells(2500, 150)
  for (const each of running) each.boxes = await Boxes.open(each.server.imapsPort, each.server.accounts)
  note('warming up')
  const warmUp = smtpCells(options.quick ? 300 : 1000, 10).filter(c => c.connections === 20)
  await smtpRound(running, warmUp, false)
  for (let round = 0; round < options.rounds; round++) {
    note(`round ${round + 1} of ${options.rounds}`)
    await smtpRound(round % 2 === 0 ? running : running.toReversed(), cells, true)
  }
  for (const each of running) each.boxes?.[Symbol.dispose]()
}

async function imapRounds(options: Options, running: readonly Running[], plan: ImapPlan): Promise<void> {
  for (const { server } of running) {
    const startedAt = performance.now()
    await fillMailboxes(server, plan)
    const filledMs = performance.now() - startedAt
    settle()
    await atRest(server.pids)
    const restedMs = performance.now() - startedAt - filledMs
    note(
      `filled ${plan.messages} of ${server.name} in ${seconds(filledMs)}, at rest ${seconds(restedMs)} later`,
    )
  }
  await rounds(options, running, imapTitle(plan), server => measureImap(server, plan))
}

/** Measures all servers in turn, so often, in alternating order. */
async function rounds(
  options: Options,
  running: readonly Running[],
  title: string,
  measure: (server: Contestant) => AsyncIterable<Measurement>,
): Promise<void> {
  for (let round = 0; round < options.rounds; round++) {
    for (const each of round % 2 === 0 ? running : running.toReversed()) {
      settle()
      const startedAt = performance.now()
      for await (const measured of measure(each.server)) {
        samplesOf(each, title).add([measured])
        note(`  ${each.server.name}: ${measured.cell}: ${measured.value.toFixed(1)} ${measured.unit}`)
      }
      const took = seconds(performance.now() - startedAt)
      note(`${title}: round ${round + 1} of ${options.rounds}, ${each.server.name}, ${took}`)
    }
  }
}

interface Table {
  readonly title: string
  readonly rows: readonly Row[]
}

/** Prints a table as soon as all of it is measured. */
function show(running: readonly Running[], title: string): Table {
  const find = (ours: boolean) => running.find(({ server }) => (server.name === 'congvu') === ours)
  const samples = (ours: boolean) => find(ours)?.samples.get(title) ?? new Samples()
  const all = rows(samples(true), samples(false))
  process.stdout.write(`${title}\n\n${table(all, find(false)?.server.name ?? '-')}\n\n`)
  return { title, rows: all }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(0)} s`
}

async function main(): Promise<void> {
  const options = readOptions()
  if (options.peer && !peersInstalled()) {
    process.stderr.write('Postfix and Dovecot are not installed: run scripts/bench-peers.sh as root\n')
    process.exitCode = 1
    return
  }
  mkdirSync(options.parent, { recursive: true })
  if (statfsSync(options.parent).type === tmpfsMagic) {
    note(`warning: ${options.parent} is in memory, where a sync costs nothing; name a disk with --dir`)
  }
  const dir = mkdtempSync(join(resolve(options.parent), 'congvu-bench-'))
  chmodSync(dir, 0o755)
  // However it ends: the servers are told to stop first (spawn.ts), then their data goes.
  process.once('exit', () => rmSync(dir, { recursive: true, force: true, maxRetries: 3 }))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
  await using dns = await FakeDns.start([
    { name: senderDomain, type: 'TXT', value: 'v=spf1 ip4:127.0.0.1 -all' },
    { name: senderDomain, type: 'MX', value: `mx.${senderDomain}` },
    { name: `mx.${senderDomain}`, type: 'A', value: '127.0.0.1' },
    { name: `_dmarc.${senderDomain}`, type: 'TXT', value: 'v=DMARC1; p=reject; aspf=r' },
  ])
  await using stack = new AsyncDisposableStack()
  const running = await startBoth(options, dir, dns.port)
  for (const each of running) stack.use(each)
  const tables: Table[] = []
  if (options.smtp) {
    await smtpRounds(options, running)
    tables.push(show(running, smtpTitle))
  }
  if (options.imap) {
    for (const plan of options.plans) {
      await imapRounds(options, running, plan)
      tables.push(show(running, imapTitle(plan)))
    }
    // The boxes of the idle clients are of one size in every plan.
    const { inbox, idleSessions } = options.plans[0] ?? fullPlan
    await rounds(options, running, idleTitle(inbox), server => measureIdle(server, idleSessions))
    tables.push(show(running, idleTitle(inbox)))
  }
  if (options.out !== undefined) {
    const machine = {
      cpus: cpus().length,
      model: cpus()[0]?.model,
      memoryBytes: totalmem(),
      node: process.version,
    }
    const figures = { at: new Date().toISOString(), machine, rounds: options.rounds, tables }
    writeFileSync(options.out, `${JSON.stringify(figures, null, 2)}\n`)
  }
}

await main()
