/** What the bench measures, and the arithmetic on it. */

export interface Measurement {
  /** The row of the table. */
  readonly cell: string
  readonly unit: 'letters/s' | 'ms' | 'ms CPU' | 'KB' | 'MB'
  readonly value: number
}

/** Samples by cell, in the order in which the cells were first seen. */
export class Samples {
  readonly #cells = new Map<string, { unit: Measurement['unit']; values: number[] }>()

  add(measurements: readonly Measurement[]): void {
    for (const { cell, unit, value } of measurements) {
      const known = this.#cells.get(cell)
      if (known === undefined) this.#cells.set(cell, { unit, values: [value] })
      else known.values.push(value)
    }
  }

  cells(): readonly string[] {
    return [...this.#cells.keys()]
  }

  unit(cell: string): Measurement['unit'] {
    return this.#cells.get(cell)?.unit ?? 'ms'
  }

  values(cell: string): readonly number[] {
    return this.#cells.get(cell)?.values ?? []
  }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}
