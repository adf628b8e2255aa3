/**
 * A person's password as argon2id in a PHC string.
 *
 * RFC 9106 (argon2id): 19 MiB, two passes, one lane. Computations run on libuv's pool, so the number of simultaneous
 * ones is bounded, and so is the line of log-ins that wait for one. App passwords are random and are kept otherwise
 * (`app-password.ts`); what a password must be is in `password-rules.ts`.
 */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import type { Limits } from '../base/limits.ts'
import { Gate } from './gate.ts'

const cost = { memoryKiB: 19 * 1024, passes: 2, lanes: 1 } as const
const saltBytes = 16
const tagBytes = 32
/** What a stored hash may ask for at most: a damaged row must not be able to claim all memory. */
const maxCost = { memoryKiB: 256 * 1024, passes: 16, lanes: 16 } as const
/** Octets of a password; a longer one matches nothing and costs nothing. */
export const maxPasswordBytes = 1024

const compute = promisify(argon2)

export type Match = 'match' | 'mismatch' | 'busy'

export interface PasswordHasher {
  hash(password: string): Promise<string>
  /** `busy` when too many wait already. A PHC string it cannot read matches nothing. */
  verify(password: string, phc: string): Promise<Match>
  /** Spends what a verification costs, for accounts that do not exist; never a match. */
  pretend(password: string): Promise<Match>
}

interface Phc {
  readonly memoryKiB: number
  readonly passes: number
  readonly lanes: number
  readonly salt: Buffer
  readonly tag: Buffer
}

export function createPasswordHasher(
  limits: Pick<Limits, 'passwordHashes' | 'passwordQueue'>,
): PasswordHasher {
  const gate = new Gate(limits.passwordHashes)
  const derive = (password: string, { memoryKiB, passes, lanes, salt, tag }: Phc): Promise<Buffer> =>
    gate.run(() =>
      compute('argon2id', {
        message: password.normalize('NFC'),
        nonce: salt,
        memory: memoryKiB,
        passes,
        parallelism: lanes,
        tagLength: tag.length,
      }),
    )
  const compare = async (password: string, phc: Phc): Promise<Match> => {
    if (gate.waiting >= limits.passwordQueue) return 'busy'
    if (Buffer.byteLength(password) > maxPasswordBytes) return 'mismatch'
    return timingSafeEqual(await derive(password, phc), phc.tag) ? 'match' : 'mismatch'
  }
  const fresh = (): Phc => ({ ...cost, salt: randomBytes(saltBytes), tag: randomBytes(tagBytes) })
  return {
    async hash(password) {
      const phc = fresh()
      return formatPhc({ ...phc, tag: await derive(password, phc) })
    },
    async verify(password, text) {
      const phc = parsePhc(text)
      return phc === undefined ? 'mismatch' : compare(password, phc)
    },
    pretend: password => compare(password, fresh()),
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
  const affordable =
    phc.memoryKiB <= maxCost.memoryKiB && phc.passes <= maxCost.passes && phc.lanes <= maxCost.lanes
  // RFC 9106 §3.1
  const lawful =
    phc.lanes >= 1 &&
    phc.memoryKiB >= 8 * phc.lanes &&
    phc.passes >= 1 &&
    phc.salt.length >= 8 &&
    phc.tag.length >= 16
  return affordable && lawful ? phc : undefined
}
