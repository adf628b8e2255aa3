/** What is looked for in a text, put together from the lists that it needs. */
import type { OfficialDocument, Passage, RestrictedTopic, SecretStamp } from './facts.ts'
import type { DocumentKind } from './kinds.ts'
import { createRecogniser } from './recognise.ts'
import { createSignUpDetector, type SignUpLetter, type SignUpService } from './sign-up.ts'
import { findStamps } from './stamps.ts'
import { restrictedTopics } from './topics.ts'

export interface TextReading {
  recognise(passage: Passage): OfficialDocument | null
  findStamps(passage: Passage): readonly SecretStamp[]
  restrictedTopics(passage: Passage): readonly RestrictedTopic[]
  signUpService(letter: SignUpLetter): string | null
}

/** Parsed lists: plain data, so that a thread can be given them. */
export interface TextLists {
  readonly documentKinds: readonly DocumentKind[]
  readonly signUpServices: readonly SignUpService[]
}

export function createTextReading({ documentKinds, signUpServices }: TextLists): TextReading {
  return {
    recognise: createRecogniser(documentKinds),
    findStamps,
    restrictedTopics,
    signUpService: createSignUpDetector(signUpServices),
  }
}
