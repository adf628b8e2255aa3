/**
 * A person's password: argon2id in a PHC string, and the rules it must satisfy.
 *
 * RFC 9106 (argon2id); 19 MiB, two passes, one lane. Verification runs on libuv's pool, so the number of simultaneous
 * computations is bounded. App passwords are random and are kept otherwise (`app-password.ts`).
 */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import type { Limits } from '../base/limits.ts'
import { gate } from './gate.ts'

const cost = { memoryKiB: 19 * 1024, passes: 2, lanes: 1 } as const
const saltBytes = 16
const tagBytes = 32
/** Costs a stored hash may ask for: a damaged row must not be able to claim all memory. */
const maxCost = { memoryKiB: 256 * 1024, passes: 16, lanes: 16 } as const
/** Octets of a password; longer ones are refused before they cost anything. */
export const maxPasswordBytes = 1024

const compute = promisify(argon2)

export interface PasswordHasher {
  hash(password: string): Promise<string>
  /** False also for a PHC string it cannot read. */
  verify(password: string, phc: string): Promise<boolean>
  /** Spends the time of a verification on nothing, for accounts that do not exist. Always false. */
  pretend(password: string): Promise<boolean>
}

interface Phc {
  readonly memoryKiB: number
  readonly passes: number
  readonly lanes: number
  readonly salt: Buffer
  readonly tag: Buffer
}

export function createPasswordHasher(limits: Pick<Limits, 'passwordHashes'>): PasswordHasher {
  const inTurn = gate(limits.passwordHashes)
  const derive = (password: string, { memoryKiB, passes, lanes, salt, tag }: Phc): Promise<Buffer> =>
    inTurn(() =>
      compute('argon2id', {
        message: password.normalize('NFC'),
        nonce: salt,
        memory: memoryKiB,
        passes,
        parallelism: lanes,
        tagLength: tag.length,
      }),
    )
  const fresh = (): Phc => ({ ...cost, salt: randomBytes(saltBytes), tag: Buffer.alloc(tagBytes) })
  return {
    async hash(password) {
      const phc = fresh()
      return formatPhc({ ...phc, tag: await derive(password, phc) })
    },
    async verify(password, text) {
      const phc = parsePhc(text)
      if (phc === undefined || Buffer.byteLength(password) > maxPasswordBytes) return false
      return timingSafeEqual(await derive(password, phc), phc.tag)
    },
    async pretend(password) {
      if (Buffer.byteLength(password) <= maxPasswordBytes) await derive(password, fresh())
      return false
    },
  }
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '')
}

function formatPhc({ memoryKiB, passes, lanes, salt, tag }: Phc): string {
  return `$argon2id$v=19$m=${memoryKiB},t=${passes},p=${lanes}$${unpadded(salt)}$${unpadded(tag)}`
}

const phcPattern =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

function parsePhc(text: string): Phc | undefined {
  const match = phcPattern.exec(text)
  if (match === null) return undefined
  const [, memory, passes, lanes, salt = '', tag = ''] = match
  const phc = {
    memoryKiB: Number(memory),
    passes: Number(passes),
    lanes: Number(lanes),
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  }
  const sane =
    phc.memoryKiB <= maxCost.memoryKiB &&
    phc.memoryKiB >= 8 * phc.lanes &&
    phc.passes >= 1 &&
    phc.passes <= maxCost.passes &&
    phc.lanes >= 1 &&
    phc.lanes <= maxCost.lanes &&
    phc.salt.length >= 8 &&
    phc.tag.length >= 16
  return sane ? phc : undefined
}
