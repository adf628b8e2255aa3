/** `congvu health` */
import type { Command } from 'commander'
import type { OutputOf } from '../control/operations.ts'
import { Failure, type Session } from './command.ts'
import { counted, type Field } from './table.ts'

type Report = OutputOf<'health.show'>

const MiB = 1024 * 1024
const mib = (bytes: number) => `${Math.round(bytes / MiB)} MiB`
const none = '-'

const fields: readonly Field<Report>[] = [
  { title: 'version', value: report => report.version },
  { title: 'up', value: ({ uptime }) => age(uptime) },
  { title: 'entries', value: ({ store }) => store.entries },
  {
    title: 'log',
    value: ({ log }) =>
      `${log.leaves} leaves, ${log.uncovered} after the newest checkpoint (${log.checkpointAge === null ? 'none yet' : `${age(log.checkpointAge)} old`}, ${log.cosignatures} cosignatures)`,
  },
  {
    title: 'queue',
    value: ({ store: { queue }, oldestWaiting }) =>
      `${queue.waiting} waiting${oldestWaiting === null ? '' : ` (the oldest for ${age(oldestWaiting)})`}, ${queue.parked} parked`,
  },
  { title: 'held', value: ({ store }) => store.held },
  { title: 'jobs that wait for the writer', value: ({ store }) => store.writerJobs },
  {
    title: 'letters today',
    value: ({ letters }) => letters.reduce((sum, { messages }) => sum + messages, 0),
  },
  { title: 'last verification', value: ({ verification }) => verified(verification) },
  { title: 'index', value: ({ index }) => `${counted(index.entries, 'letter')} behind` },
  {
    title: 'certificate',
    value: ({ certificate }) => (certificate === null ? none : `ends in ${age(certificate)}`),
  },
  {
    title: 'disk',
    value: ({ disk }) => (disk === null ? none : `${mib(disk.freeBytes)} free of ${mib(disk.totalBytes)}`),
  },
  {
    title: 'process',
    value: ({ process }) =>
      `${mib(process.residentBytes)} resident, ${process.cpu.toFixed(1)} s of processor, turns wait ${Math.round(1000 * process.loopDelay.p99)} ms (99 %)`,
  },
]

const notes = `
The same numbers are given to Prometheus at [listen] metrics (/metrics), and /healthz there answers 200 or 503. Exit
code 3 when something must be done now; what will have to be done soon is told as a warning.

Examples:
  congvu health
  congvu health --json | jq .log
  curl -fsS http://127.0.0.1:9464/healthz                      for cron and monitors: needs no session`

export function register(health: Command, session: Session): void {
  health
    .description('tell how the server is; exit code 3 on trouble')
    .addHelpText('after', notes)
    .action(async () => {
      const report = await session.call('health.show', {})
      session.show(report, fields)
      const lines = report.troubles.map(({ level, what, detail }) => `${level}: ${what}: ${detail}`)
      if (report.troubles.some(({ level }) => level === 'fail'))
        throw new Failure('problems', 'the server needs somebody', lines)
      for (const line of lines) session.note(line)
    })
}

function verified({ running, done, age: since, findings }: Report['verification']): string {
  const now = running ? `one runs (${Math.floor(100 * (done ?? 0))} %); ` : ''
  return since === null ? `${now}none yet` : `${now}${age(since)} ago, ${counted(findings ?? 0, 'finding')}`
}

/** The two largest units are enough for a person. */
function age(seconds: number): string {
  const sign = seconds < 0 ? '-' : ''
  const total = Math.abs(Math.round(seconds))
  const [days, hours, minutes] = [
    Math.floor(total / 86_400),
    Math.floor(total / 3600) % 24,
    Math.floor(total / 60) % 60,
  ]
  if (days > 0) return `${sign}${days} d ${hours} h`
  if (hours > 0) return `${sign}${hours} h ${minutes} min`
  return minutes > 0 ? `${sign}${minutes} min` : `${sign}${total} s`
}
