/** What the signing thread and its client say to each other: calls of the port, several in a message. */
import type { KeyObject } from 'node:crypto'
import type { Keys, RsaPadding, SigningKey } from '../../ports/keys.ts'

export interface SigningThreadData {
  readonly folder: string
  readonly sealingKey: Uint8Array
}

type PortCall = {
  readonly [Method in keyof Keys]: { readonly method: Method; readonly parameters: Parameters<Keys[Method]> }
}[keyof Keys]

export type KeyCall =
  | PortCall
  | { readonly method: 'sign'; readonly parameters: readonly [name: string, octets: Uint8Array] }
  | {
      readonly method: 'decrypt'
      readonly parameters: readonly [name: string, octets: Uint8Array, padding: RsaPadding]
    }
  | { readonly method: 'agree'; readonly parameters: readonly [name: string, other: KeyObject] }

export type ToSigningThread = readonly (KeyCall & { readonly id: number })[]

/** A key as it crosses: its public half alone. */
export type KnownKey = Pick<SigningKey, 'name' | 'publicKey'>

export type KeyAnswer = KnownKey | Uint8Array | readonly string[] | undefined

export type FromSigningThread = readonly (
  | { readonly id: number; readonly ok: true; readonly value: KeyAnswer }
  | { readonly id: number; readonly ok: false; readonly message: string }
)[]
