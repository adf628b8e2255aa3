/** The bench's table and its JSON: medians side by side, and how many times better ours is. */
import { type Measurement, median, type Samples } from './measurement.ts'

export interface Row {
  readonly cell: string
  readonly unit: Measurement['unit']
  readonly ours: number
  readonly peer: number
  /** Above 1 is in our favour, whatever the unit. */
  readonly ratio: number
  readonly oursAll: readonly number[]
  readonly peerAll: readonly number[]
}

/** Memory is a bound, not a typical value: its peak over all rounds counts. */
function summary(unit: Measurement['unit'], values: readonly number[]): number {
  return unit === 'MB' ? Math.max(...values) : median(values)
}

export function rows(ours: Samples, peer: Samples): Row[] {
  const measured = ours.cells().length > 0 ? ours : peer
  const isMemory = (cell: string) => measured.unit(cell) === 'MB'
  const cells = measured.cells()
  return [...cells.filter(cell => !isMemory(cell)), ...cells.filter(isMemory)].map(cell => {
    const unit = measured.unit(cell)
    const mine = summary(unit, ours.values(cell))
    const theirs = summary(unit, peer.values(cell))
    return {
      cell,
      unit,
      ours: mine,
      peer: theirs,
      ratio: unit === 'letters/s' ? mine / theirs : theirs / mine,
      oursAll: ours.values(cell),
      peerAll: peer.values(cell),
    }
  })
}

function figure(value: number): string {
  if (!Number.isFinite(value)) return '-'
  if (value >= 100) return value.toFixed(0)
  return value.toFixed(value >= 10 ? 1 : 2)
}

export function table(all: readonly Row[], peerName: string): string {
  const lines = [
    ['', 'unit', 'congvu', peerName, 'times'],
    ...all.map(row => [row.cell, row.unit, figure(row.ours), figure(row.peer), figure(row.ratio)]),
  ]
  const widths = [0, 1, 2, 3, 4].map(column => Math.max(...lines.map(line => line[column]?.length ?? 0)))
  return lines
    .map(line =>
      line
        .map((text, i) => (i < 2 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
