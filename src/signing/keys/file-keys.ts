/** The keys in the server's files, used by whoever has this: the signing thread, and no other in a server. */
import { createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import type { Keys, SigningKeyKind } from '../../ports/keys.ts'
import { shroudKey } from '../certificates/pkcs12.ts'
import type { KeyFiles } from '../key-files.ts'
import { keyNameOf } from './key-name.ts'
import { localKey } from './local-key.ts'

/** Keys kept open before the memory starts anew. */
const remembered = 5000

export function createFileKeys(files: KeyFiles): Keys {
  const opened = new Map<string, KeyObject>()

  async function open(name: string): Promise<KeyObject | undefined> {
    const known = opened.get(name)
    if (known !== undefined) return known
    const key = await files.get(name)
    if (key === undefined) return undefined
    if (opened.size >= remembered) opened.clear()
    opened.set(name, key)
    return key
  }

  async function put(name: string, key: KeyObject): Promise<void> {
    opened.delete(name)
    await files.put(name, key)
  }

  return {
    put,
    list: () => files.list(),

    async generate(kind, wanted) {
      const key = await generatePrivateKey(kind)
      const name = wanted ?? keyNameOf(createPublicKey(key))
      await put(name, key)
      return localKey(name, key)
    },

    async get(name) {
      const key = await open(name)
      return key && localKey(name, key)
    },

    async export(name, form, passphrase) {
      const key = await open(name)
      if (key === undefined) return undefined
      if (form === 'pkcs12') return shroudKey(key, passphrase)
      const cipher = 'aes-256-cbc'
      return Buffer.from(key.export({ type: 'pkcs8', format: 'pem', cipher, passphrase }).toString())
    },

    async remove(name) {
      opened.delete(name)
      await files.remove(name)
    },
  }
}

const newPair = promisify(generateKeyPair)

/** In libuv's pool: an RSA key takes a good part of a second. */
export async function generatePrivateKey(kind: SigningKeyKind): Promise<KeyObject> {
  if (kind === 'ed25519') return (await newPair('ed25519')).privateKey
  if (kind === 'ml-dsa-44') return (await newPair('ml-dsa-44')).privateKey
  const pair =
    kind === 'ec-p256'
      ? await newPair('ec', { namedCurve: 'P-256' })
      : await newPair('rsa', { modulusLength: Number(kind.slice('rsa-'.length)) })
  return pair.privateKey
}
