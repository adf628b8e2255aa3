/**
 * A MaxMind DB of a few IPv4 networks (MaxMind DB File Format 2.0): a binary tree of 24-bit records over the bits of
 * an address, the rows after it, and the description at the end.
 */

export interface NetworkRow {
  /** `203.0.113.0/24` */
  readonly network: string
  readonly row: Readonly<Record<string, string | number>>
}

type Node = [number | Node | undefined, number | Node | undefined]

export function makeMmdb(rows: readonly NetworkRow[]): Buffer {
  const root: Node = [undefined, undefined]
  const data: Buffer[] = []
  let size = 0
  for (const { network, row } of rows) {
    insert(root, network, size)
    const bytes = encode(row)
    data.push(bytes)
    size += bytes.length
  }
  const nodes = numbered(root)
  const tree = Buffer.concat(nodes.map(node => Buffer.concat(node.map(child => record(child, nodes)))))
  const description = encode({
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_795_000_000,
    database_type: 'test',
    ip_version: 4,
    node_count: nodes.length,
    record_size: 24,
  })
  return Buffer.concat([
    tree,
    Buffer.alloc(16),
    ...data,
    Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1'),
    description,
  ])
}

function insert(root: Node, network: string, offset: number): void {
  const [address = '', length = '32'] = network.split('/')
  const bits = address
    .split('.')
    .map(part => Number(part).toString(2).padStart(8, '0'))
    .join('')
    .slice(0, Number(length))
  let node = root
  for (const [depth, bit] of [...bits].entries()) {
    const side = Number(bit) as 0 | 1
    if (depth === bits.length - 1) node[side] = offset
    else {
      const next = node[side]
      const child: Node = Array.isArray(next) ? next : [undefined, undefined]
      node[side] = child
      node = child
    }
  }
}

function numbered(root: Node): Node[] {
  const nodes = [root]
  for (const node of nodes) nodes.push(...node.filter(child => Array.isArray(child)))
  return nodes
}

/** A node's number, or 16 more than the count of nodes and the row's offset; the count itself for nothing. */
function record(child: Node[number], nodes: readonly Node[]): Buffer {
  const value = Array.isArray(child)
    ? nodes.indexOf(child)
    : nodes.length + (child === undefined ? 0 : 16 + child)
  const bytes = Buffer.alloc(3)
  bytes.writeUIntBE(value, 0, 3)
  return bytes
}

function encode(value: string | number | Readonly<Record<string, string | number>>): Buffer {
  if (typeof value === 'string') {
    const text = Buffer.from(value)
    // Lengths from 29 on take a second octet.
    const size = text.length < 29 ? [0x40 | text.length] : [0x5d, text.length - 29]
    return Buffer.concat([Buffer.from(size), text])
  }
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(value)
    return Buffer.concat([Buffer.from([0xc4]), bytes])
  }
  const entries = Object.entries(value)
  return Buffer.concat([
    Buffer.from([0xe0 | entries.length]),
    ...entries.flatMap(([key, each]) => [encode(key), encode(each)]),
  ])
}
