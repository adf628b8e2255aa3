/** Keys that tokens have already, for DKIM: what they are, and that they sign. */
import { randomBytes, verify } from 'node:crypto'
import { fail, ok, type Result } from '../../base/result.ts'
import type { DkimAlgorithm, DkimKey, DkimKeyProblem } from '../../ports/dkim.ts'
import { KeyFailure, type Keys, type SigningKey } from '../../ports/keys.ts'
import { publicKeyOf } from './record.ts'

export interface TokenKey {
  readonly name: string
  readonly algorithm: DkimAlgorithm
  /** As its record has it. */
  readonly publicKey: string
}

const algorithms = new Map<string | undefined, DkimAlgorithm>([
  ['rsa', 'rsa-sha256'],
  ['ed25519', 'ed25519-sha256'],
])
/** RFC 8301 §3.2: verifiers take 1024, signers make 2048. */
const leastRsaBits = 2048

/** `known`: keys that sign or signed; a new one is none of them. Rejects with KeyFailure for one that does not sign. */
export async function tokenKeys(
  keys: Keys,
  uris: readonly string[],
  known: readonly DkimKey[],
): Promise<Result<readonly TokenKey[], DkimKeyProblem>> {
  const found: TokenKey[] = []
  for (const uri of uris) {
    const key = await keys.get(uri)
    if (key === undefined) throw new KeyFailure('no-key', `the token has no key ${uri}`)
    const algorithm = algorithms.get(key.publicKey.asymmetricKeyType)
    const bits = key.publicKey.asymmetricKeyDetails?.modulusLength ?? leastRsaBits
    if (algorithm === undefined || bits < leastRsaBits) return fail('wrong-kind')
    const publicKey = publicKeyOf(key.publicKey)
    if (found.some(other => other.algorithm === algorithm)) return fail('same-kind')
    if (known.some(other => other.publicKey === publicKey)) return fail('used-before')
    await proveSigning(key, algorithm)
    found.push({ name: key.name, algorithm, publicKey })
  }
  return ok(found)
}

/** A key that cannot sign must be found before its record is published. */
async function proveSigning(key: SigningKey, algorithm: DkimAlgorithm): Promise<void> {
  const octets = randomBytes(32)
  const signature = await key.sign(octets)
  const digest = algorithm === 'rsa-sha256' ? 'sha256' : null
  if (!verify(digest, octets, key.publicKey, signature))
    throw new KeyFailure('refused', `${key.name} does not sign as its public half says`)
}
