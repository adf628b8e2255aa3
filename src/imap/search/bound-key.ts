import type { Selected } from '../session.ts'
import type { Key } from './keys.ts'

/** The same key, after its parts have asked the mailbox for what the live arrays lack. */
export async function boundKey(key: Key, selected: Selected): Promise<Key> {
  switch (key.kind) {
    case 'unbound':
      return { kind: 'row', test: await key.bind(selected) }
    case 'not':
      return { kind: 'not', key: await boundKey(key.key, selected) }
    case 'and':
    case 'or':
      return { kind: key.kind, keys: await Promise.all(key.keys.map(each => boundKey(each, selected))) }
    default:
      return key
  }
}
