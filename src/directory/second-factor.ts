/**
 * A person's second factor: TOTP (RFC 6238), and recovery codes for the day the phone is lost. The secret counts
 * from the moment a code of it was entered; until then the caller alone keeps it.
 */
import { createHmac, randomInt } from 'node:crypto'
import { fail, ok, type Result } from '../base/result.ts'
import { subkey } from '../base/subkey.ts'
import { say, type Text } from '../base/texts.ts'
import { accountTexts } from '../base/texts-account.ts'
import type { Box, SecondFactor } from '../ports/directory.ts'
import {
  checkPassword,
  type OwnAccountParts,
  type OwnGuard,
  type OwnRefusal,
  ownTrail,
  refuseOwn,
} from './own-account.ts'
import { passwordProblem } from './password-rules.ts'
import { newTotpSecret, totpUrl, verifyTotp } from './totp.ts'
import { sealTotpSecret, unsealTotpSecret } from './totp-secret.ts'

export interface OfferedTotp {
  /** Base32, for who cannot scan. */
  readonly secret: string
  /** `otpauth://…`, for the QR code. */
  readonly url: string
}

/** A secret to show; nothing is stored before `confirmTotp`. */
export async function beginTotp(
  { store }: OwnAccountParts,
  box: Box,
): Promise<Result<OfferedTotp, OwnRefusal>> {
  if ((await store.read.directory.secondFactor(box.id)) !== undefined)
    return refuseOwn('refused', accountTexts.factorEnrolled)
  const secret = newTotpSecret()
  return ok({ secret, url: totpUrl(secret, box.address) })
}

/** Turns the second factor on, once its app has shown a right code. Resolves with the recovery codes, told once. */
export async function confirmTotp(
  parts: OwnAccountParts,
  guard: OwnGuard,
  box: Box,
  { secret, code }: { readonly secret: string; readonly code: string },
): Promise<Result<readonly string[], OwnRefusal>> {
  const { store, clock, serverKey, limits, notify } = parts
  if ((await store.read.directory.secondFactor(box.id)) !== undefined)
    return refuseOwn('refused', accountTexts.factorEnrolled)
  const step = await guard.check(box, 'code', async () => {
    const found = verifyTotp(secret, code, clock.now())
    return found === undefined ? refuseOwn('wrong', accountTexts.wrongCode) : ok(found)
  })
  if (!step.ok) return step
  const codes = Array.from({ length: limits.recoveryCodes }, newRecoveryCode)
  await notify(box.address, {
    subject: accountTexts.factorOnSubject,
    body: say(accountTexts.factorOnBody, { address: box.address, advice: accountTexts.reportAtOnce }),
  })
  await ownTrail(parts, box, 'own.totp.confirm')
  await store.write.putSecondFactor({
    boxId: box.id,
    totpSecret: sealTotpSecret(serverKey, secret, box.address),
    lastStep: step.value,
    recoveryCodes: codes.map(code => hashOf(serverKey, box, code)),
    enrolledAt: clock.now(),
  })
  return ok(codes)
}

/** Whether a code of the app, or a recovery code, is right; it is used up by that. */
export async function checkSecondFactor(
  parts: OwnAccountParts,
  guard: OwnGuard,
  box: Box,
  code: string,
): Promise<Result<void, OwnRefusal>> {
  const factor = await parts.store.read.directory.secondFactor(box.id)
  if (factor === undefined) return refuseOwn('refused', accountTexts.factorMissing)
  return guard.check(box, 'code', () => takeCode(parts, box, factor, code))
}

async function takeCode(
  parts: OwnAccountParts,
  box: Box,
  { totpSecret, lastStep }: SecondFactor,
  code: string,
): Promise<Result<void, OwnRefusal>> {
  const { store, clock, serverKey, notify } = parts
  const secret = unsealTotpSecret(serverKey, totpSecret, box.address)
  const step = secret === undefined ? undefined : verifyTotp(secret, code, clock.now(), lastStep)
  if (step !== undefined && (await store.write.useTotpStep(box.id, step))) return ok(undefined)
  if (!(await store.write.useRecoveryCode(box.id, hashOf(serverKey, box, code))))
    return refuseOwn('wrong', accountTexts.wrongCode)
  await ownTrail(parts, box, 'own.totp.recovery')
  await notify(box.address, {
    subject: accountTexts.recoveryUsedSubject,
    body: say(accountTexts.recoveryUsedBody, { address: box.address, advice: accountTexts.reportAtOnce }),
  })
  return ok(undefined)
}

/** Turns the second factor off, by password and code; the password left alone must be strong enough for that. */
export async function removeTotp(
  parts: OwnAccountParts,
  guard: OwnGuard,
  box: Box,
  { password, code }: { readonly password: string; readonly code: string },
): Promise<Result<void, OwnRefusal>> {
  const proved = await guard.check(box, 'password', () => checkPassword(parts, box, password))
  if (!proved.ok) return proved
  if (passwordProblem(password, box, parts.limits) !== undefined)
    return refuseOwn('refused', accountTexts.longerPasswordFirst)
  const checked = await checkSecondFactor(parts, guard, box, code)
  if (!checked.ok) return checked
  await ownTrail(parts, box, 'own.totp.remove')
  await dropSecondFactor(parts, box, accountTexts.byYourself)
  return ok(undefined)
}

/** Removes a second factor and tells its owner first who did. */
export async function dropSecondFactor(
  { store, notify }: Pick<OwnAccountParts, 'store' | 'notify'>,
  box: Box,
  operator: string | Text,
) {
  if ((await store.read.directory.secondFactor(box.id)) === undefined)
    return fail({ reason: 'not-found', what: `a second factor of ${box.address}` } as const)
  await notify(box.address, {
    subject: accountTexts.factorOffSubject,
    body: say(accountTexts.factorOffBody, {
      address: box.address,
      operator,
      advice: accountTexts.reportAtOnce,
    }),
  })
  return store.write.removeSecondFactor(box.id)
}

/** Letters and digits that are not mistaken for one another on paper: 48 bits. */
const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789'
const codeLength = 10

function newRecoveryCode(): string {
  const letters = Array.from({ length: codeLength }, () => alphabet.charAt(randomInt(alphabet.length)))
  return letters.join('').replace(/(.{5})(?=.)/g, '$1-')
}

/** However it is typed: capitals, spaces and hyphens do not matter. */
function hashOf(serverKey: Uint8Array, box: Box, code: string): string {
  const letters = code.toLowerCase().replace(/[^a-z0-9]/g, '')
  return createHmac('sha256', subkey(serverKey, 'recovery code'))
    .update(`${box.address}\0${letters}`)
    .digest('hex')
}
