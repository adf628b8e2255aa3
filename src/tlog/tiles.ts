/** Which tiles a tree has, and where they are. C2SP tlog-tiles: 256 hashes, the last of each level may be partial. */

export const tileWidth = 256

export interface Tile {
  readonly level: number
  /** Its place in its level. */
  readonly n: number
  /** Hashes, 1 to 256. */
  readonly width: number
}

/** Hashes that the tiles of a level have in a tree: complete subtrees of 256^level leaves. */
export function hashesAt(level: number, size: number): number {
  return Math.floor(size / tileWidth ** level)
}

/** Tiles that a tree of `size` has and one of `from` leaves has not, or has them narrower; lower levels first. */
export function* newTiles(from: number, size: number): Iterable<Tile> {
  for (let level = 0; hashesAt(level, size) > 0; level++) {
    const before = hashesAt(level, from)
    const now = hashesAt(level, size)
    if (before === now) continue
    for (let n = Math.floor(before / tileWidth); n * tileWidth < now; n++)
      yield { level, n, width: Math.min(tileWidth, now - n * tileWidth) }
  }
}

/** Below the log's folder or address: `tile/0/x001/x234/067`, and `.p/8` after it for a partial one. */
export function tilePath({ level, n, width }: Tile): string {
  const whole = `tile/${level}/${tileIndex(n)}`
  return width === tileWidth ? whole : `${whole}.p/${width}`
}

function tileIndex(n: number): string {
  const digits = `${n}`.padStart(3, '0')
  const groups = digits.padStart(3 * Math.ceil(digits.length / 3), '0').match(/\d{3}/g) ?? []
  return groups.map((group, i) => (i === groups.length - 1 ? group : `x${group}`)).join('/')
}

/** The tile of a path that `tilePath` made; undefined for any other. */
export function parseTilePath(path: string): Tile | undefined {
  const [, level = '', digits = '', width = `${tileWidth}`] =
    /^tile\/(\d{1,2})\/((?:x\d{3}\/){0,4}\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path) ?? []
  const tile = { level: Number(level), n: Number(digits.replaceAll(/[x/]/g, '')), width: Number(width) }
  // There is one way to write each.
  return tile.width <= tileWidth && tile.width > 0 && tilePath(tile) === path ? tile : undefined
}
