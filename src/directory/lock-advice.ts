import { type Text, texts } from '../base/texts.ts'
import type { LockReason } from '../ports/directory.ts'

/** Why a clock locked a box, and what its owner can do. */
export const lockAdvice: Readonly<Record<LockReason, Text>> = {
  'initial-password': texts.lockedInitialPassword,
  idle: texts.lockedIdle,
  'password-expired': texts.lockedPasswordExpired,
}
