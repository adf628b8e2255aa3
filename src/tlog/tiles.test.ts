import { describe, expect, it } from 'vitest'
import { newTiles, parseTilePath, tilePath } from './tiles.ts'

const paths = (from: number, size: number) => [...newTiles(from, size)].map(tilePath)

describe('tiles', () => {
  it('has the paths of C2SP tlog-tiles', () => {
    expect(tilePath({ level: 0, n: 1_234_067, width: 256 })).toBe('tile/0/x001/x234/067')
    expect(tilePath({ level: 2, n: 0, width: 1 })).toBe('tile/2/000.p/1')
    expect(tilePath({ level: 1, n: 1000, width: 255 })).toBe('tile/1/x001/000.p/255')
  })

  it.each([
    [{ level: 0, n: 1_234_067, width: 256 }],
    [{ level: 2, n: 0, width: 1 }],
    [{ level: 63, n: 999, width: 255 }],
  ])('are found by their paths: %o', tile => {
    expect(parseTilePath(tilePath(tile))).toEqual(tile)
  })

  it.each([
    'tile/0/0',
    'tile/00/000',
    'tile/0/x000/000',
    'tile/0/000.p/256',
    'tile/0/000.p/0',
    'tile/0/000.p/01',
    'tile/0/000/',
    'tile/0/../000',
    'tile/entries/000',
    'checkpoint',
    '',
  ])('has none at "%s"', path => {
    expect(parseTilePath(path)).toBeUndefined()
  })

  it('are as many as the example of 70,000 leaves has', () => {
    const all = [...newTiles(0, 70_000)]
    const of = (level: number) => all.filter(tile => tile.level === level)
    expect(of(0)).toHaveLength(274)
    expect(of(0).at(-1)).toEqual({ level: 0, n: 273, width: 112 })
    expect(of(1)).toEqual([
      { level: 1, n: 0, width: 256 },
      { level: 1, n: 1, width: 17 },
    ])
    expect(of(2)).toEqual([{ level: 2, n: 0, width: 1 }])
    expect(all).toHaveLength(277)
  })

  it.each([
    [0, 0, []],
    [0, 1, ['tile/0/000.p/1']],
    [0, 255, ['tile/0/000.p/255']],
    [255, 256, ['tile/0/000', 'tile/1/000.p/1']],
    [256, 257, ['tile/0/001.p/1']],
    [256, 256, []],
    [300, 520, ['tile/0/001', 'tile/0/002.p/8', 'tile/1/000.p/2']],
  ])('from %i to %i leaves are new', (from, size, expected) => {
    expect(paths(from, size)).toEqual(expected)
  })
})
