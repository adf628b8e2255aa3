import { describe, expect, it } from 'vitest'
import type { HealthNumbers, HealthReport } from './health.ts'
import { judge } from './judge.ts'
import { renderMetrics } from './metrics.ts'

const day = 86_400

const well: HealthNumbers = {
  version: '0.1.0',
  uptime: 30 * day,
  store: {
    entries: 200_000,
    leaves: 210_000,
    queue: { waiting: 3, parked: 0, oldestWaitingAt: 0 },
    held: 2,
    writerJobs: 0,
  },
  oldestWaiting: 60,
  log: { leaves: 210_000, checkpointAge: 30, uncovered: 4, cosignatures: 2, forked: null },
  letters: [{ direction: 'internal', verdict: 'allow', messages: 812 }],
  process: {
    residentBytes: 4e8,
    heapBytes: 1e8,
    cpu: 12.5,
    sockets: 40,
    loopDelay: { p50: 0.001, p99: 0.004, max: 0.02 },
  },
  disk: { freeBytes: 5e11, totalBytes: 1e12 },
  certificate: 80 * day,
  verification: { running: false, done: null, age: 2 * day, findings: 0 },
  index: { entries: 0, seconds: 0 },
  writerJobsMost: 10_000,
}

const cases: readonly (readonly [trouble: string, numbers: Partial<HealthNumbers>])[] = [
  ['fail log-forked', { log: { ...well.log, forked: 'the first 5 leaves are others' } }],
  ['fail checkpoint-old', { log: { ...well.log, checkpointAge: 700 } }],
  ['fail verification-findings', { verification: { ...well.verification, findings: 3 } }],
  ['warn verification-old', { verification: { ...well.verification, age: 9 * day } }],
  ['warn verification-old', { verification: { running: false, done: null, age: null, findings: null } }],
  ['fail disk-full', { disk: { freeBytes: 4e10, totalBytes: 1e12 } }],
  ['fail disk-full', { disk: { freeBytes: 4e8, totalBytes: 1e9 } }],
  ['warn disk-full', { disk: { freeBytes: 8e10, totalBytes: 1e12 } }],
  ['warn certificate-ends', { certificate: 20 * day }],
  ['fail certificate-ends', { certificate: -1 }],
  ['warn queue-old', { oldestWaiting: 5 * 3600 }],
  ['warn writer-behind', { store: { ...well.store, writerJobs: 6000 } }],
  ['warn loop-slow', { process: { ...well.process, loopDelay: { p50: 0, p99: 0.4, max: 1 } } }],
  ['warn index-behind', { index: { entries: 900, seconds: 7200 } }],
]

describe('what is trouble', () => {
  it('is nothing where all is well, nor where a number cannot be had', () => {
    expect(judge(well)).toEqual([])
    expect(judge({ ...well, disk: null, certificate: null, oldestWaiting: null })).toEqual([])
  })

  it.each(cases)('%s', (trouble, numbers) => {
    expect(judge({ ...well, ...numbers }).map(({ level, what }) => `${level} ${what}`)).toEqual([trouble])
  })

  it('is no old checkpoint that nothing came after, no verification that is running, and no young server', () => {
    expect(judge({ ...well, log: { ...well.log, uncovered: 0, checkpointAge: 90 * day } })).toEqual([])
    const running = { ...well.verification, running: true, age: 9 * day }
    expect(judge({ ...well, verification: running })).toEqual([])
    const never = { running: false, done: null, age: null, findings: null }
    expect(judge({ ...well, uptime: 60, verification: never })).toEqual([])
  })
})

describe('metrics', () => {
  const report: HealthReport = { ...well, at: '', troubles: judge({ ...well, oldestWaiting: 20_000 }) }
  const text = renderMetrics(report)

  it('are lines of Prometheus’ text format, each under its help and type', () => {
    const names = new Set<string>()
    for (const line of text.trimEnd().split('\n')) {
      expect(line).toMatch(
        /^(# HELP [a-z_]+ \S.*|# TYPE [a-z_]+ (gauge|counter)|[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? -?[\d.e+-]+)$/,
      )
      const [, type] = /^# TYPE ([a-z_]+)/.exec(line) ?? []
      if (type !== undefined) expect(names.has(type)).toBe(false)
      if (type !== undefined) names.add(type)
      const [sample] = /^[a-z_]+/.exec(line) ?? []
      if (sample !== undefined) expect(names).toContain(sample)
    }
    expect(text).toContain('congvu_letters_today{direction="internal",verdict="allow"} 812\n')
    expect(text).toContain('congvu_troubles{level="warn"} 1\n')
  })

  it('leave out what cannot be had, and escape what stands in quotes', () => {
    const without = renderMetrics({ ...report, disk: null, version: 'a"b\\c\nd' })
    expect(without).not.toContain('congvu_disk_free')
    expect(without).toContain('congvu_info{version="a\\"b\\\\c\\nd"} 1\n')
  })
})
