/**
 * QR codes (ISO/IEC 18004:2015) as far as a second factor needs them: bytes, error correction M, versions 1 to 10
 * (213 bytes). Deliberately absent: other modes and levels, larger versions, and reading.
 */

/** Rows of modules, true for dark; without the quiet zone of four modules. */
export type QrMatrix = readonly (readonly boolean[])[]

/** For each version at level M: check bytes of a block, and the data bytes of each block (table 9). */
const blocksOf: readonly (readonly [check: number, data: readonly number[]])[] = [
  [10, [16]],
  [16, [28]],
  [26, [44]],
  [18, [32, 32]],
  [24, [43, 43]],
  [16, [27, 27, 27, 27]],
  [18, [31, 31, 31, 31]],
  [22, [38, 38, 39, 39]],
  [22, [36, 36, 36, 37, 37]],
  [26, [43, 43, 43, 43, 44]],
]

/** Row and column centres of the alignment patterns (annex E). */
const alignment: readonly (readonly number[])[] = [
  [],
  [6, 18],
  [6, 22],
  [6, 26],
  [6, 30],
  [6, 34],
  [6, 22, 38],
  [6, 24, 42],
  [6, 26, 46],
  [6, 28, 50],
]

const masks: readonly ((row: number, column: number) => boolean)[] = [
  (r, c) => (r + c) % 2 === 0,
  r => r % 2 === 0,
  (_, c) => c % 3 === 0,
  (r, c) => (r + c) % 3 === 0,
  (r, c) => (Math.floor(r / 2) + Math.floor(c / 3)) % 2 === 0,
  (r, c) => ((r * c) % 2) + ((r * c) % 3) === 0,
  (r, c) => (((r * c) % 2) + ((r * c) % 3)) % 2 === 0,
  (r, c) => (((r + c) % 2) + ((r * c) % 3)) % 2 === 0,
]

/** The code of a text; undefined when it is too long. */
export function qrCode(text: string): QrMatrix | undefined {
  const bytes = Buffer.from(text)
  const version = 1 + blocksOf.findIndex((_, i) => bytes.length <= capacity(i + 1))
  if (version === 0) return undefined
  const data = interleave(codewords(bytes, version), version)
  const drawn = masks.map((_, mask) => draw(data, version, mask))
  const penalties = drawn.map(penalty)
  return drawn[penalties.indexOf(Math.min(...penalties))]
}

function dataBytes(version: number): number {
  return blocksOf[version - 1]![1].reduce((sum, size) => sum + size, 0)
}

/** Bits of the length of the text (table 3). */
function lengthBits(version: number): number {
  return version < 10 ? 8 : 16
}

function capacity(version: number): number {
  return dataBytes(version) - Math.ceil((4 + lengthBits(version)) / 8)
}

/** Mode, length, text, end, padding (§7.4). */
function codewords(bytes: Uint8Array, version: number): readonly number[] {
  const binary = (value: number, width: number) => value.toString(2).padStart(width, '0')
  const text = Array.from(bytes, byte => binary(byte, 8)).join('')
  const bits = `${binary(0b0100, 4)}${binary(bytes.length, lengthBits(version))}${text}0000`
  const used = (bits.match(/.{8}/g) ?? []).map(octet => Number.parseInt(octet, 2))
  const padding = Array.from({ length: dataBytes(version) - used.length }, (_, i) => (i % 2 ? 0x11 : 0xec))
  return [...used, ...padding]
}

/** Splits into blocks, adds their check bytes, and takes from each in turn (§7.6). */
function interleave(data: readonly number[], version: number): readonly number[] {
  const [check, sizes] = blocksOf[version - 1]!
  const startOf = (i: number) => sizes.slice(0, i).reduce((sum, size) => sum + size, 0)
  const blocks = sizes.map((size, i) => data.slice(startOf(i), startOf(i) + size))
  const checks = blocks.map(block => reedSolomon(block, check))
  const inTurn = (lists: readonly (readonly number[])[]) =>
    Array.from({ length: Math.max(...lists.map(list => list.length)) }, (_, i) =>
      lists.flatMap(list => list[i] ?? []),
    ).flat()
  return [...inTurn(blocks), ...inTurn(checks)]
}

/** Product in GF(2^8) modulo x^8 + x^4 + x^3 + x^2 + 1. */
function multiply(a: number, b: number): number {
  let product = 0
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >> 7) * 0x11d)
    if ((b >> bit) & 1) product ^= a
  }
  return product
}

/** The remainder of a block by the generator polynomial, whose roots are the powers of 2 (§7.5). */
export function reedSolomon(block: readonly number[], count: number): readonly number[] {
  let generator = [1]
  for (let i = 0, root = 1; i < count; i++, root = multiply(root, 2))
    generator = [...generator, 0].map((term, k) => term ^ multiply(generator[k - 1] ?? 0, root))
  let remainder = new Array<number>(count).fill(0)
  for (const byte of block) {
    const factor = byte ^ remainder[0]!
    remainder = [...remainder.slice(1), 0].map((term, k) => term ^ multiply(generator[k + 1]!, factor))
  }
  return remainder
}

/** Bits with a BCH code after them (annexes C and D). */
function withCheck(value: number, generator: number, checkBits: number): number {
  let rest = value << checkBits
  for (let bit = 31 - Math.clz32(rest); bit >= checkBits; bit--)
    if ((rest >> bit) & 1) rest ^= generator << (bit - checkBits)
  return (value << checkBits) | rest
}

function draw(data: readonly number[], version: number, mask: number): boolean[][] {
  const size = 17 + 4 * version
  const modules: (boolean | undefined)[][] = Array.from({ length: size }, () =>
    new Array(size).fill(undefined),
  )
  const set = (row: number, column: number, dark: boolean) => {
    const line = modules[row]
    if (line !== undefined && column >= 0 && column < size) line[column] = dark
  }
  drawPatterns(set, version, size)
  drawInformation(set, version, size, mask)
  const bits = data.flatMap(byte => Array.from({ length: 8 }, (_, i) => ((byte >> (7 - i)) & 1) === 1))
  let next = 0
  for (const [row, column] of zigzag(size))
    if (modules[row]![column] === undefined)
      modules[row]![column] = (bits[next++] ?? false) !== masks[mask]!(row, column)
  return modules as boolean[][]
}

type SetModule = (row: number, column: number, dark: boolean) => void

/** Finder, timing and alignment patterns (§6.3); a finder is rings about its centre. */
function drawPatterns(set: SetModule, version: number, size: number): void {
  const rings = (row: number, column: number, radius: number, light: readonly number[]) => {
    for (let r = -radius; r <= radius; r++)
      for (let c = -radius; c <= radius; c++)
        set(row + r, column + c, !light.includes(Math.max(Math.abs(r), Math.abs(c))))
  }
  for (let i = 0; i < size; i++) {
    set(6, i, i % 2 === 0)
    set(i, 6, i % 2 === 0)
  }
  const last = size - 7
  const centres = alignment[version - 1]!
  for (const row of centres)
    for (const column of centres) {
      const underFinder = [row, column].every(at => at === 6 || at === last) && row + column < 2 * last
      if (!underFinder) rings(row, column, 2, [1])
    }
  for (const [row, column] of [
    [3, 3],
    [3, size - 4],
    [size - 4, 3],
  ] as const)
    rings(row, column, 4, [2, 4])
}

/** Level and mask twice (§7.9), the version twice from 7 on (§7.10), and the module that is always dark. */
function drawInformation(set: SetModule, version: number, size: number, mask: number): void {
  const format = withCheck(mask, 0x537, 10) ^ 0x5412
  for (let i = 0; i < 15; i++) {
    const dark = ((format >> i) & 1) === 1
    set(i < 6 ? i : i < 8 ? i + 1 : size - 15 + i, 8, dark)
    set(8, i < 8 ? size - 1 - i : i < 9 ? 7 : 14 - i, dark)
  }
  set(size - 8, 8, true)
  if (version < 7) return
  const information = withCheck(version, 0x1f25, 12)
  for (let i = 0; i < 18; i++) {
    const [near, far] = [Math.floor(i / 3), size - 11 + (i % 3)]
    set(near, far, ((information >> i) & 1) === 1)
    set(far, near, ((information >> i) & 1) === 1)
  }
}

/** The order of data: pairs of columns from the right, up and down in turn, past the timing column (§7.7.3). */
function* zigzag(size: number): Generator<readonly [row: number, column: number]> {
  let up = true
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right--
    for (let i = 0; i < size; i++) {
      const row = up ? size - 1 - i : i
      yield [row, right]
      yield [row, right - 1]
    }
    up = !up
  }
}

/** How hard a reader would find it (§7.8.3): runs, squares, what looks like a finder, imbalance. */
function penalty(modules: QrMatrix): number {
  const columns = modules.map((_, i) => modules.map(row => row[i]!))
  const lines = [...modules, ...columns].map(line => line.map(dark => (dark ? '1' : '0')).join(''))
  let points = 0
  for (const line of lines) {
    for (const [run] of line.matchAll(/0{5,}|1{5,}/g)) points += run.length - 2
    for (const _ of line.matchAll(/(?=10111010000|00001011101)/g)) points += 40
  }
  for (const [r, row] of modules.slice(1).entries())
    for (const [c, dark] of row.slice(1).entries())
      if (dark === row[c] && dark === modules[r]![c] && dark === modules[r]![c + 1]) points += 3
  const dark = modules.flat().filter(Boolean).length / modules.length ** 2
  return points + 10 * Math.floor(Math.abs(dark * 100 - 50) / 5)
}
