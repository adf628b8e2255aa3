/**
 * A verifier of transparency logs, written from the specifications alone (RFC 6962 §2.1; C2SP signed-note,
 * tlog-checkpoint, tlog-cosignature, tlog-proof, tlog-tiles) and sharing no code with the program: what an outsider would
 * write. Follows the recursive definitions, as the program follows the iterative ones. Throws with the reason.
 */
import { createHash, createPublicKey, verify } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const sha256 = (...parts: readonly Uint8Array[]) =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest()
export const leafHash = (data: Uint8Array) => sha256(Buffer.of(0), data)
const inner = (left: Uint8Array, right: Uint8Array) => sha256(Buffer.of(1), left, right)

/** Largest power of two smaller than n. */
function half(n: number): number {
  let k = 1
  while (k * 2 < n) k *= 2
  return k
}

/** MTH of leaf hashes. */
export function treeHash(leaves: readonly Uint8Array[]): Buffer {
  if (leaves.length === 0) return sha256()
  if (leaves.length === 1) return Buffer.from(leaves[0]!)
  const k = half(leaves.length)
  return inner(treeHash(leaves.slice(0, k)), treeHash(leaves.slice(k)))
}

export function rootOfPath(leaf: Uint8Array, m: number, n: number, path: readonly Uint8Array[]): Uint8Array {
  if (m >= n) throw new Error('the leaf is beyond the tree')
  if (n === 1) {
    if (path.length > 0) throw new Error('the path is too long')
    return leaf
  }
  const sibling = path.at(-1)
  if (sibling === undefined) throw new Error('the path is too short')
  const k = half(n)
  const rest = path.slice(0, -1)
  return m < k
    ? inner(rootOfPath(leaf, m, k, rest), sibling)
    : inner(sibling, rootOfPath(leaf, m - k, n - k, rest))
}

/** Throws unless the tree of n leaves begins with the one of m. */
export function checkConsistency(
  m: number,
  n: number,
  oldRoot: Uint8Array,
  newRoot: Uint8Array,
  path: readonly Uint8Array[],
): void {
  const rest = [...path]
  const roots = (m: number, n: number, whole: boolean): readonly [Uint8Array, Uint8Array] => {
    if (m === n) {
      const hash = whole ? oldRoot : rest.pop()
      if (hash === undefined) throw new Error('the proof is too short')
      return [hash, hash]
    }
    const k = half(n)
    const other = rest.pop()
    if (other === undefined) throw new Error('the proof is too short')
    if (m <= k) {
      const [before, now] = roots(m, k, whole)
      return [before, inner(now, other)]
    }
    const [before, now] = roots(m - k, n - k, false)
    return [inner(other, before), inner(other, now)]
  }
  const [before, now] = roots(m, n, true)
  if (rest.length > 0) throw new Error('the proof is too long')
  if (Buffer.compare(before, oldRoot) !== 0) throw new Error('the proof is of another old tree')
  if (Buffer.compare(now, newRoot) !== 0) throw new Error('the proof is of another new tree')
}

export interface Head {
  readonly origin: string
  readonly size: number
  readonly root: Buffer
  /** Verifier keys whose signatures hold. */
  readonly signedBy: readonly string[]
  /** When it was cosigned, seconds, by verifier key. */
  readonly times: ReadonlyMap<string, number>
}

const spki: Readonly<Record<number, string>> = {
  1: '302a300506032b6570032100',
  4: '302a300506032b6570032100',
  6: '30820532300b06096086480165030403110382052100',
}

const u64 = (value: bigint) => {
  const octets = Buffer.alloc(8)
  octets.writeBigUInt64BE(value)
  return octets
}

const vector = (text: string) => Buffer.concat([Buffer.of(Buffer.byteLength(text)), Buffer.from(text)])

/** Opens a checkpoint; throws when a signature of one of the keys does not hold. */
export function openCheckpoint(note: string, vkeys: readonly string[]): Head {
  const end = note.lastIndexOf('\n\n')
  const text = note.slice(0, end + 1)
  const [origin = '', size = '', root = ''] = text.split('\n')
  if (!/^(0|[1-9][0-9]*)$/.test(size)) throw new Error('no size')
  const head = { origin, size: Number(size), root: Buffer.from(root, 'base64') }
  const signedBy: string[] = []
  const times = new Map<string, number>()
  for (const line of note
    .slice(end + 2)
    .trimEnd()
    .split('\n')) {
    const [dash, name, base64 = ''] = line.split(' ')
    if (dash !== '—') throw new Error('no signature line')
    const octets = Buffer.from(base64, 'base64')
    for (const vkey of vkeys) {
      const [keyName = '', id = ''] = vkey.split('+')
      const material = Buffer.from(vkey.slice(keyName.length + id.length + 2), 'base64')
      const ownId = sha256(Buffer.from(`${keyName}\n`), material).toString('hex', 0, 4)
      if (ownId !== id) throw new Error('a verifier key with a wrong id')
      if (name !== keyName || octets.toString('hex', 0, 4) !== id) continue
      const type = material[0]!
      const time = type === 1 ? 0n : octets.readBigUInt64BE(4)
      const message =
        type === 1
          ? Buffer.from(text)
          : type === 4
            ? Buffer.from(`cosignature/v1\ntime ${time}\n${text}`)
            : Buffer.concat([
                Buffer.from('subtree/v1\n\0'),
                vector(keyName),
                u64(time),
                vector(origin),
                u64(0n),
                u64(BigInt(size)),
                head.root,
              ])
      const der = Buffer.concat([Buffer.from(spki[type]!, 'hex'), material.subarray(1)])
      const key = createPublicKey({ key: der, format: 'der', type: 'spki' })
      if (!verify(null, message, key, octets.subarray(type === 1 ? 4 : 12)))
        throw new Error(`the signature of ${keyName} does not hold`)
      signedBy.push(vkey)
      times.set(vkey, Number(time))
    }
  }
  return { ...head, signedBy, times }
}

/** Reads a `.tlog-proof`; throws unless its extra data is a leaf below a checkpoint that every key has signed. */
export function openProof(proof: string, vkeys: readonly string[]) {
  const [first, extra, index, ...rest] = proof.split('\n')
  if (first !== 'c2sp.org/tlog-proof@v1') throw new Error('no proof')
  const data = Buffer.from(/^extra (.+)$/.exec(extra ?? '')?.[1] ?? '', 'base64')
  const leaf = Number(/^index (\d+)$/.exec(index ?? '')?.[1])
  const blank = rest.indexOf('')
  const path = rest.slice(0, blank).map(line => Buffer.from(line, 'base64'))
  const head = openCheckpoint(rest.slice(blank + 1).join('\n'), vkeys)
  for (const vkey of vkeys) if (!head.signedBy.includes(vkey)) throw new Error('a signature is missing')
  if (Buffer.compare(rootOfPath(leafHash(data), leaf, head.size, path), head.root) !== 0)
    throw new Error('the leaf is not in the tree')
  return { head, index: leaf, data }
}

/** The leaf hashes of a tree of a size, from the published tiles; throws when tiles of different levels disagree. */
export function readTiles(folder: string, size: number): readonly Buffer[] {
  const levels: Buffer[][] = []
  for (let level = 0; Math.floor(size / 256 ** level) > 0; level++) {
    const count = Math.floor(size / 256 ** level)
    const hashes: Buffer[] = []
    for (let n = 0; n * 256 < count; n++) {
      const width = Math.min(256, count - n * 256)
      const tile = readTile(folder, level, n, width)
      for (let i = 0; i < width; i++) hashes.push(tile.subarray(32 * i, 32 * i + 32))
    }
    levels.push(hashes)
    for (const [i, hash] of hashes.entries())
      if (level > 0 && !treeHash(levels[level - 1]!.slice(256 * i, 256 * i + 256)).equals(hash))
        throw new Error(`hash ${i} of level ${level} is not that of its tile`)
  }
  return levels[0] ?? []
}

function readTile(folder: string, level: number, n: number, width: number): Buffer {
  let path = `${n % 1000}`.padStart(3, '0')
  for (let rest = Math.floor(n / 1000); rest > 0; rest = Math.floor(rest / 1000))
    path = `x${`${rest % 1000}`.padStart(3, '0')}/${path}`
  const whole = join(folder, 'tile', `${level}`, path)
  const file = width < 256 && existsSync(`${whole}.p/${width}`) ? `${whole}.p/${width}` : whole
  const octets = readFileSync(file)
  if (octets.length < 32 * width || octets.length > 8192) throw new Error(`${file} is of a wrong width`)
  return octets
}
