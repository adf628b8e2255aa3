/**
 * `node test/fuzz/imap.ts --seconds N [--target NAME] [--seed N]`: fuzzes one target, or each, for so many seconds of
 * processor time. Prints what was run and reached; the smallest input that fails, in base64, with exit code 1.
 */
import { parseArgs } from 'node:util'
import { fuzz, type Report } from './fuzzer.ts'
import { targets } from './imap-targets.ts'

const slowestMs = 100

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    target: { type: 'string' },
    seed: { type: 'string', default: `${Date.now() % 1e9}` },
  },
})

function describe(report: Report): string {
  const { target, executions, seconds, blocks, blocksNamed, level, corpus, heapGrowthBytes } = report
  const rate = Math.round(executions / seconds)
  const lines = [
    `${target}: ${executions} executions in ${seconds.toFixed(0)} s (${rate} a second), seed ${values.seed}`,
    `  ${blocks} of ${blocksNamed} blocks reached, the last after ${level.executions} executions (${level.seconds.toFixed(0)} s)`,
    `  ${corpus} inputs kept, heap ${(heapGrowthBytes / 1e6).toFixed(1)} MB more`,
    `  slowest input: ${report.slowestMs.toFixed(2)} ms, ${report.slowest.length} octets`,
  ]
  if (report.slowestMs > slowestMs) lines.push(`  TOO SLOW ${Buffer.from(report.slowest).toString('base64')}`)
  if (report.crash !== undefined) {
    const { error, input } = report.crash
    lines.push(
      `  FAILED ${error instanceof Error ? error.stack : error}`,
      `  ${Buffer.from(input).toString('base64')}`,
    )
  }
  return lines.join('\n')
}

const chosen = values.target === undefined ? [...targets.values()] : [targets.get(values.target)]
for (const target of chosen) {
  if (target === undefined) {
    process.stderr.write(`targets: ${[...targets.keys()].join(' ')}\n`)
    process.exit(2)
  }
  const report = await fuzz(target, { seed: Number(values.seed), seconds: Number(values.seconds) })
  process.stdout.write(`${describe(report)}\n`)
  if (report.crash !== undefined || report.slowestMs > slowestMs) process.exitCode = 1
}
