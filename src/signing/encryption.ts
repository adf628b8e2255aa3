/**
 * Encryption of letters as the roads see it: with whose certificate, and who opens what came.
 *
 * Keys of boxes are tried one after another, and a key out of reach is a box that does not open the letter: it is
 * delivered as it came, and told so.
 */
import { inTurn } from '../base/in-turn.ts'
import type { Limits } from '../base/limits.ts'
import type { Logger } from '../base/log.ts'
import { type Part, type ScanLimits, scanMessage } from '../mail/structure.ts'
import type { EntryId } from '../ports/archive.ts'
import type { Box, BoxId } from '../ports/directory.ts'
import type { KnownCertificates } from '../ports/known-certificates.ts'
import type { RecipientIdentitiesOf } from './certificates/identity.ts'
import type { EnvelopeFormat } from './cms/enveloped-data.ts'
import type { AuthorCertificate } from './outcome.ts'
import { decryptMessage } from './smime/decrypt.ts'
import { encryptMessage } from './smime/encrypt.ts'
import { isEnvelope } from './smime/sealed.ts'

export interface OpenedLetter {
  readonly form: Buffer
  /** `aes-256-gcm` */
  readonly cipher: string
  /** An alteration on the way would have been noticed. */
  readonly authenticated: boolean
  /** Boxes whose keys open it, each with the serial number of the certificate, lower-case hex. */
  readonly by: ReadonlyMap<BoxId, string>
}

/** What became of a letter that is encrypted as a whole. */
export interface Opening {
  /** Null when no key opened it. */
  readonly letter: OpenedLetter | null
  /** Boxes whose keys were tried. */
  readonly tried: ReadonlySet<BoxId>
}

export interface LetterEncryption {
  /** A certificate that a letter to the address can be encrypted with now; undefined when none is known. DER. */
  certificateFor(address: string): Promise<Buffer | undefined>
  /** Keeps what a verified signature of a letter proved to be its author's certificates, for answers. */
  remember(certificates: readonly AuthorCertificate[], entryId: EntryId, at: number): Promise<void>
  /** The whole message, encrypted to certificates that `certificateFor` gave. Rejects when it cannot be. */
  encrypt(form: Uint8Array, recipients: readonly Buffer[]): Promise<Buffer>
  /** Opens a letter with the keys of the boxes it is for; undefined for one that is not encrypted as a whole. */
  open(form: Uint8Array, root: Part, boxes: readonly Box[]): Promise<Opening | undefined>
}

export interface LetterEncryptionOptions {
  readonly known: KnownCertificates
  readonly identitiesOf: RecipientIdentitiesOf
  readonly format: EnvelopeFormat
  readonly limits: ScanLimits &
    Pick<Limits, 'cmsDepth' | 'cmsElements' | 'cmsRecipients' | 'cmsKeys' | 'headerFieldBytes'>
  readonly log: Logger
}

/** A letter of this size is worked on alone: it needs several times its size for a moment. */
const largeBytes = 1024 * 1024

export function createLetterEncryption(options: LetterEncryptionOptions): LetterEncryption {
  const { known, identitiesOf, format, limits, log } = options

  const turn = inTurn()
  const alone = <T>(form: Uint8Array, work: () => Promise<T>): Promise<T> =>
    form.length < largeBytes ? work() : turn(work)

  async function keysOf({ id, address }: Box) {
    try {
      return (await identitiesOf({ id })).map(identity => ({ ...identity, box: id }))
    } catch (error) {
      log.error({ err: error, box: address }, 'the keys of a box are out of reach')
      return []
    }
  }

  return {
    certificateFor: address => known.forAddress(address),

    async remember(certificates, entryId, at) {
      for (const { address, der } of certificates) {
        try {
          await known.harvest({ address, der, entryId, at })
        } catch (error) {
          log.warn({ err: error, entry: entryId }, "the certificate of a letter's author was not kept")
        }
      }
    },

    encrypt: (form, recipients) =>
      alone(form, () => encryptMessage(form, scanMessage(form, limits), recipients, format)),

    async open(form, root, boxes) {
      if (!isEnvelope(form, root)) return undefined
      const identities = (await Promise.all(boxes.map(keysOf))).flat()
      const tried = new Set(identities.map(({ box }) => box))
      try {
        const opened = await alone(form, () => decryptMessage(form, root, identities, limits))
        if (opened === undefined) return { letter: null, tried }
        const { by, ...letter } = opened
        return { letter: { ...letter, by: new Map(by.map(({ box, serial }) => [box, serial])) }, tried }
      } catch (error) {
        log.error({ err: error }, 'an encrypted letter could not be opened')
        return { letter: null, tried }
      }
    },
  }
}
