import { describe, expect, it } from 'vitest'
import {
  append,
  type Edge,
  edgeAt,
  emptyEdge,
  inclusionPath,
  leafHash,
  nodeHash,
  root,
  storedAt,
  verifyInclusion,
} from './merkle.ts'

/** Leaves and roots of the reference implementation (certificate-transparency, merkle_tree_test.cc). */
const leaves = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map(text => Buffer.from(text, 'hex'))

const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

function build(count: number, leaf: (i: number) => Uint8Array) {
  const stored: (readonly Uint8Array[])[] = []
  let edge: Edge = emptyEdge
  for (let i = 0; i < count; i++) {
    const grown = append(edge, leafHash(leaf(i)))
    edge = grown.edge
    stored.push(grown.completed)
  }
  return { edge, read: (level: number, n: number) => stored[storedAt(level, n)]![level]! }
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

describe('RFC 6962 tree', () => {
  it('hashes nothing for the empty tree', () => {
    expect(hex(root(emptyEdge))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  })

  it('gives the reference roots', () => {
    for (const [i, expected] of roots.entries()) {
      expect(hex(root(build(i + 1, n => leaves[n]!).edge))).toBe(expected)
    }
  })

  it('gives the reference inclusion paths', () => {
    const { read } = build(8, n => leaves[n]!)
    expect(inclusionPath(0, 8, read).map(hex)).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ])
    expect(inclusionPath(2, 3, read).map(hex)).toEqual([
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    ])
  })

  it('proves every leaf in every tree up to 70, and nothing else', () => {
    const { read } = build(70, n => Buffer.from(`15/CT-UBND ${n}`))
    for (let treeSize = 1; treeSize <= 70; treeSize++) {
      const top = root(edgeAt(treeSize, read))
      for (let leafIndex = 0; leafIndex < treeSize; leafIndex++) {
        const path = inclusionPath(leafIndex, treeSize, read)
        const proof = { leafHash: read(0, leafIndex), leafIndex, treeSize, path, root: top }
        expect(verifyInclusion(proof)).toBe(true)
        expect(verifyInclusion({ ...proof, leafHash: leafHash(Buffer.from('x')) })).toBe(false)
        expect(verifyInclusion({ ...proof, path: [...path, top] })).toBe(false)
        if (treeSize > 1) {
          expect(verifyInclusion({ ...proof, leafIndex: (leafIndex + 1) % treeSize })).toBe(false)
          expect(verifyInclusion({ ...proof, path: path.slice(1) })).toBe(false)
        }
      }
    }
  })

  it('counts beyond 2^31', () => {
    const size = 2 ** 33 + 1
    const node = (level: number, n: number) => leafHash(Buffer.from(`${level}:${n}`))
    expect(edgeAt(size, node).peaks.map(hex)).toEqual([hex(node(33, 0)), hex(node(0, 2 ** 33))])
    expect(root(edgeAt(size, node))).toEqual(nodeHash(node(33, 0), node(0, 2 ** 33)))
    const path = inclusionPath(2 ** 33, size, node)
    expect(
      verifyInclusion({
        leafHash: node(0, 2 ** 33),
        leafIndex: 2 ** 33,
        treeSize: size,
        path,
        root: root(edgeAt(size, node)),
      }),
    ).toBe(true)
  })
})
