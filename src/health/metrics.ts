/** Health as Prometheus reads it: its text format, version 0.0.4. Labels are of fixed sets; none is a person's. */
import type { HealthReport } from './health.ts'

interface Metric {
  readonly name: string
  readonly help: string
  readonly type: 'gauge' | 'counter'
  readonly samples: readonly {
    readonly labels?: Readonly<Record<string, string>>
    readonly value: number | null
  }[]
}

function gauge(name: string, help: string, value: number | null): Metric {
  return { name, help, type: 'gauge', samples: [{ value }] }
}

function metricsOf(report: HealthReport): readonly Metric[] {
  const { store, log, process, verification, disk, index } = report
  const boolean = (value: boolean) => (value ? 1 : 0)
  return [
    {
      name: 'congvu_info',
      help: 'The program that runs.',
      type: 'gauge',
      samples: [{ labels: { version: report.version }, value: 1 }],
    },
    gauge('congvu_uptime_seconds', 'Since the start.', report.uptime),
    gauge('congvu_entries', 'Entries of the archive.', store.entries),
    gauge('congvu_log_leaves', 'Leaves of the transparency log.', log.leaves),
    gauge('congvu_log_checkpoint_age_seconds', 'Age of the newest checkpoint.', log.checkpointAge),
    gauge('congvu_log_uncovered_leaves', 'Leaves after the newest checkpoint.', log.uncovered),
    gauge('congvu_log_cosignatures', 'Witnesses that cosigned the newest checkpoint.', log.cosignatures),
    gauge(
      'congvu_log_forked',
      '1 when the log is not what was signed; nothing is signed then.',
      boolean(log.forked !== null),
    ),
    {
      name: 'congvu_queue_items',
      help: 'Recipients outside that a letter waits for.',
      type: 'gauge',
      samples: [
        { labels: { state: 'waiting' }, value: store.queue.waiting },
        { labels: { state: 'parked' }, value: store.queue.parked },
      ],
    },
    gauge('congvu_queue_oldest_seconds', 'Age of the oldest that waits.', report.oldestWaiting ?? 0),
    gauge('congvu_held_letters', 'Letters that wait for an approver.', store.held),
    gauge('congvu_writer_jobs', 'Jobs that wait for the writer.', store.writerJobs),
    {
      name: 'congvu_letters_today',
      help: 'Letters since midnight of the province.',
      type: 'gauge',
      samples: report.letters.map(({ direction, verdict, messages }) => ({
        labels: { direction, verdict },
        value: messages,
      })),
    },
    gauge(
      'congvu_verification_running',
      '1 while the archive is being verified.',
      boolean(verification.running),
    ),
    gauge('congvu_verification_done_ratio', 'How much of that is done.', verification.done),
    gauge('congvu_verification_age_seconds', 'Since the last one ended.', verification.age),
    gauge('congvu_verification_findings', 'What the last one found.', verification.findings),
    gauge('congvu_index_lag_entries', 'Entries that the full-text index lacks.', index.entries),
    gauge('congvu_index_lag_seconds', 'How long the oldest of them waits.', index.seconds),
    gauge('congvu_certificate_expiry_seconds', 'Until the certificate of TLS ends.', report.certificate),
    gauge('congvu_disk_free_bytes', 'Free where the data directory is.', disk?.freeBytes ?? null),
    gauge('congvu_disk_bytes', 'Size of that file system.', disk?.totalBytes ?? null),
    gauge(
      'congvu_event_loop_delay_seconds',
      '99th percentile since the last reading.',
      process.loopDelay.p99,
    ),
    gauge('congvu_event_loop_delay_max_seconds', 'Longest since the last reading.', process.loopDelay.max),
    gauge('congvu_open_sockets', 'TCP connections.', process.sockets),
    gauge('process_resident_memory_bytes', 'Resident memory.', process.residentBytes),
    gauge('nodejs_heap_size_used_bytes', 'JavaScript heap in use.', process.heapBytes),
    {
      name: 'process_cpu_seconds_total',
      help: 'Processor time.',
      type: 'counter',
      samples: [{ value: process.cpu }],
    },
    {
      name: 'congvu_troubles',
      help: 'What congvu health tells of.',
      type: 'gauge',
      samples: (['fail', 'warn'] as const).map(level => ({
        labels: { level },
        value: report.troubles.filter(trouble => trouble.level === level).length,
      })),
    },
  ]
}

/** Numbers that there are; a metric without any is left out. */
export function renderMetrics(report: HealthReport): string {
  return metricsOf(report)
    .map(({ samples, ...metric }) => ({ ...metric, samples: samples.filter(({ value }) => value !== null) }))
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, help, type, samples }) => {
      const lines = samples.map(({ labels, value }) => `${name}${labelsOf(labels)} ${value}\n`)
      return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`
    })
    .join('')
}

function labelsOf(labels: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
