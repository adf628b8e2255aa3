/** What is looked for in a text, put together from the lists that it needs. */
import type { OfficialDocument, Passage, RestrictedTopic, SecretStamp } from './facts.ts'

export interface TextReading {
  recognise(passage: Passage): OfficialDocument | null
  findStamps(passage: Passage): readonly SecretStamp[]
  restrictedTopics(passage: Passage): readonly RestrictedTopic[]
  signUpService(letter: {
    readonly subject: string
    readonly body: string
    readonly from: string
  }): string | null
}

/** Parsed lists: plain data, so that a thread can be given them. */
export interface TextLists {
  readonly documentKinds: readonly unknown[]
  readonly signUpServices: readonly unknown[]
}

export function createTextReading(_lists: TextLists): TextReading {
  return {
    recognise: () => null,
    findStamps: () => [],
    restrictedTopics: () => [],
    signUpService: () => null,
  }
}
