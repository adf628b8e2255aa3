/**
 * PKCS#12 (RFC 7292): a key with its certificates under a passphrase, as mail programs import it and authorities
 * hand it out. node-forge derives the keys and reads; files are written here, since forge writes none for an elliptic
 * curve.
 *
 * Written files use the format's first encryption, triple DES: it is the one that every mail program and telephone
 * reads, and a passphrase of 128 random bits leaves nothing to gain from its weakness.
 */
import {
  createCipheriv,
  createHmac,
  createPrivateKey,
  type KeyObject,
  randomBytes,
  X509Certificate,
} from 'node:crypto'
import { Worker } from 'node:worker_threads'
import forge from 'node-forge'
import type { Limits } from '../../base/limits.ts'
import { fail, ok, type Result } from '../../base/result.ts'
import { bmp, integer, none, octetString, oid, sequence, setOf, tagged, taggedPrimitive } from '../der.ts'

const oids = {
  data: '1.2.840.113549.1.7.1',
  encryptedData: '1.2.840.113549.1.7.6',
  friendlyName: '1.2.840.113549.1.9.20',
  localKeyId: '1.2.840.113549.1.9.21',
  x509Certificate: '1.2.840.113549.1.9.22.1',
  sha1: '1.3.14.3.2.26',
  tripleDes: '1.2.840.113549.1.12.1.3',
  shroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
  certificateBag: '1.2.840.113549.1.12.10.1.3',
} as const

/** RFC 7292 Appendix B.3: what the derived octets are for. */
const use = { key: 1, iv: 2, mac: 3 } as const
const iterations = 2048

function derive(passphrase: string, salt: Buffer, purpose: number, bytes: number): Buffer {
  const salted = forge.util.createBuffer(salt.toString('latin1'))
  return Buffer.from(
    forge.pkcs12.generateKey(passphrase, salted, purpose, iterations, bytes).getBytes(),
    'latin1',
  )
}

interface Encrypted {
  /** AlgorithmIdentifier. */
  readonly algorithm: Buffer
  readonly octets: Buffer
}

function encrypt(octets: Uint8Array, passphrase: string): Encrypted {
  const salt = randomBytes(8)
  const key = derive(passphrase, salt, use.key, 24)
  const cipher = createCipheriv('des-ede3-cbc', key, derive(passphrase, salt, use.iv, 8))
  return {
    algorithm: sequence(oid(oids.tripleDes), sequence(octetString(salt), integer(iterations))),
    octets: Buffer.concat([cipher.update(octets), cipher.final()]),
  }
}

export interface Pkcs12Content {
  /** EncryptedPrivateKeyInfo, of `shroudKey` with the same passphrase. */
  readonly key: Uint8Array
  /** DER: the key's own first, then those above it. */
  readonly certificates: readonly Buffer[]
  /** What a mail program shows it as. */
  readonly name: string
}

/** A key as a file holds it: EncryptedPrivateKeyInfo (RFC 7292 §4.2.2). */
export function shroudKey(key: KeyObject, passphrase: string): Buffer {
  const pkcs8 = key.export({ type: 'pkcs8', format: 'der' })
  const { algorithm, octets } = encrypt(pkcs8, passphrase)
  pkcs8.fill(0)
  return sequence(algorithm, octetString(octets))
}

export function writePkcs12({ key, certificates, name }: Pkcs12Content, passphrase: string): Buffer {
  const keyId = attribute(oids.localKeyId, octetString(Buffer.of(1)))
  const shownAs = attribute(oids.friendlyName, bmp(name))
  const bags = certificates.map((der, i) => {
    const bag = sequence(oid(oids.x509Certificate), tagged(0, octetString(der)))
    return sequence(oid(oids.certificateBag), tagged(0, bag), ...(i === 0 ? [setOf(keyId, shownAs)] : []))
  })
  const keyBag = sequence(oid(oids.shroudedKeyBag), tagged(0, key), setOf(keyId, shownAs))
  const safe = sequence(encryptedContent(sequence(...bags), passphrase), dataContent(sequence(keyBag)))
  const salt = randomBytes(8)
  const digest = createHmac('sha1', derive(passphrase, salt, use.mac, 20))
    .update(safe)
    .digest()
  const mac = sequence(
    sequence(sequence(oid(oids.sha1), none()), octetString(digest)),
    octetString(salt),
    integer(iterations),
  )
  return sequence(integer(3), dataContent(safe), mac)
}

function attribute(type: string, value: Buffer): Buffer {
  return sequence(oid(type), setOf(value))
}

function dataContent(octets: Buffer): Buffer {
  return sequence(oid(oids.data), tagged(0, octetString(octets)))
}

function encryptedContent(octets: Buffer, passphrase: string): Buffer {
  const { algorithm, octets: encrypted } = encrypt(octets, passphrase)
  const content = sequence(oid(oids.data), algorithm, taggedPrimitive(0, encrypted))
  return sequence(oid(oids.encryptedData), tagged(0, sequence(integer(0), content)))
}

/** A PKCS#12 file's content as it crosses from the reading thread: DER. */
export interface Pkcs12Octets {
  readonly keys: readonly Uint8Array[]
  readonly certificates: readonly Uint8Array[]
}

export interface Pkcs12Read {
  readonly key: KeyObject
  readonly certificates: readonly X509Certificate[]
}

/**
 * Reads a file in a thread of its own, which is stopped when that takes too long: a file may ask for any number of
 * rounds of its key derivation.
 */
export async function readPkcs12(
  bytes: Uint8Array,
  passphrase: string,
  { pkcs12Ms }: Pick<Limits, 'pkcs12Ms'>,
): Promise<Result<Pkcs12Read, string>> {
  const octets = await readInThread(bytes, passphrase, pkcs12Ms)
  if (octets === undefined)
    return fail(
      'the file is not PKCS#12, its passphrase is wrong, or it is protected in a way that is not read here',
    )
  const [pkcs8, ...more] = octets.keys
  if (pkcs8 === undefined || more.length > 0)
    return fail(`the file holds ${octets.keys.length} keys, not one`)
  try {
    return ok({
      key: createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' }),
      certificates: octets.certificates.map(der => new X509Certificate(der)),
    })
  } catch {
    return fail('the key or a certificate in the file is of a kind that is not read here')
  }
}

function readInThread(
  bytes: Uint8Array,
  passphrase: string,
  timeMs: number,
): Promise<Pkcs12Octets | undefined> {
  const worker = new Worker(new URL('./pkcs12-thread.ts', import.meta.url), {
    workerData: { bytes, passphrase },
  })
  return new Promise<Pkcs12Octets | undefined>(resolve => {
    const late = setTimeout(() => resolve(undefined), timeMs)
    worker.once('message', octets => resolve(octets))
    worker.once('error', () => resolve(undefined))
    worker.once('exit', () => {
      clearTimeout(late)
      resolve(undefined)
    })
  }).finally(() => worker.terminate())
}
