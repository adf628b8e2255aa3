/** The thread that opens one PKCS#12 file: what it throws, or how long it takes, is its caller's answer. */
import { pbkdf2Sync } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import forge from 'node-forge'
import type { Pkcs12Octets } from './pkcs12.ts'

interface Work {
  readonly bytes: Uint8Array
  readonly passphrase: string
}

function open({ bytes, passphrase }: Work): Pkcs12Octets {
  const asn1 = forge.asn1.fromDer(Buffer.from(bytes).toString('latin1'))
  const bags = forge.pkcs12.pkcs12FromAsn1(asn1, passphrase).safeContents.flatMap(({ safeBags }) => safeBags)
  const { keyBag, pkcs8ShroudedKeyBag, certBag } = forge.pki.oids
  return {
    keys: bags
      .filter(({ type }) => type === keyBag || type === pkcs8ShroudedKeyBag)
      // forge understands RSA alone, and hands over every other key as it was decrypted.
      .map(({ key, asn1 }) =>
        toOctets(key ? forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(key)) : asn1),
      ),
    certificates: bags
      .filter(({ type }) => type === certBag)
      .map(({ cert, asn1 }) => toOctets(cert ? forge.pki.certificateToAsn1(cert) : asn1)),
  }
}

// forge's own takes a passphrase of letters beyond ASCII for octets, and minutes for what the platform does at once.
Object.assign(forge.pkcs5, {
  pbkdf2: (passphrase: string, salt: string, rounds: number, bytes: number, md: forge.md.MessageDigest) =>
    pbkdf2Sync(passphrase, Buffer.from(salt, 'latin1'), rounds, bytes, md.algorithm).toString('latin1'),
})

function toOctets(asn1: forge.asn1.Asn1): Uint8Array {
  return new Uint8Array(Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'latin1'))
}

parentPort?.postMessage(open(workerData as Work))
