/** Secrets of second factors at rest, an operator's by the name, a person's by the address. */
import { subkey } from '../base/subkey.ts'
import { seal, unseal } from './sealed.ts'

const purpose = 'totp'

export function sealTotpSecret(serverKey: Uint8Array, secret: string, owner: string): string {
  return seal(subkey(serverKey, purpose), secret, owner)
}

export function unsealTotpSecret(serverKey: Uint8Array, sealed: string, owner: string): string | undefined {
  return unseal(subkey(serverKey, purpose), sealed, owner)
}
