const units = new Map([
  ['', 1],
  ['K', 1024],
  ['M', 1024 ** 2],
  ['G', 1024 ** 3],
  ['T', 1024 ** 4],
])

/** `2G`, `500 MB`, `1.5 GiB`, `1048576`: bytes in powers of 1024; undefined when it is no size. */
export function parseByteSize(text: string): number | undefined {
  const match = /^(\d{1,15}(?:\.\d{1,3})?)\s*([KMGT]?)(?:i?B)?$/i.exec(text.trim())
  const unit = units.get((match?.[2] ?? '').toUpperCase())
  if (match === null || unit === undefined) return undefined
  const bytes = Math.round(Number(match[1]) * unit)
  return Number.isSafeInteger(bytes) ? bytes : undefined
}

/** The largest unit with a short number: `2 GiB`, `1.5 MiB`, `812 B`. */
export function formatByteSize(bytes: number): string {
  let value = bytes
  for (const unit of ['B', 'KiB', 'MiB', 'GiB']) {
    if (value < 1024) return `${Number(value.toFixed(value < 10 ? 1 : 0))} ${unit}`
    value /= 1024
  }
  return `${Number(value.toFixed(1))} TiB`
}
