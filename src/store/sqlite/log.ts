/** The transparency log's tree, as the `log` table keeps it: a leaf's row holds the nodes the leaf completed. */
import { hashBytes, type ReadNode, storedAt } from '../../base/merkle.ts'
import type { Db } from './connection.ts'

export function nodeReader(db: Db): ReadNode {
  const select = db
    .prepare<unknown[], Buffer>(`SELECT substr(hashes, ?, ${hashBytes}) FROM log WHERE leaf_index = ?`)
    .pluck()
  return (level, n) => {
    const node = select.get(1 + hashBytes * level, storedAt(level, n))
    if (node?.length !== hashBytes) throw new Error(`node ${n} of level ${level} is missing from the log`)
    return node
  }
}
