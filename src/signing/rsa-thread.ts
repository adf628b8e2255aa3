/** The thread behind `rsa-decryption.ts`. */
import { constants, privateDecrypt } from 'node:crypto'
import { parentPort } from 'node:worker_threads'
import type { RsaResult, RsaWork } from './rsa-decryption.ts'

function decrypt({ key, octets, oaepHash }: RsaWork): Uint8Array | null {
  try {
    return oaepHash === null
      ? privateDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, octets)
      : privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, octets)
  } catch {
    return null
  }
}

parentPort?.on('message', (work: RsaWork) => {
  parentPort?.postMessage({ id: work.id, octets: decrypt(work) } satisfies RsaResult)
})
