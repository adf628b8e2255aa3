/** The reader of letters with the lists that are shipped. */
import { defaultLimits } from '../../src/base/limits.ts'
import { parseDangerousTypes } from '../../src/documents/attachments/names.ts'
import { parseDocumentKinds } from '../../src/documents/kinds.ts'
import { createLetterReader, type LetterReader } from '../../src/documents/reader.ts'
import { parseSignUpServices } from '../../src/documents/sign-up.ts'
import { shipped, value } from './province.ts'

export function openReader(): LetterReader {
  return createLetterReader({
    limits: defaultLimits,
    data: {
      documentKinds: value(parseDocumentKinds(shipped('document-kinds.csv'))),
      signUpServices: value(parseSignUpServices(shipped('sign-up-services.csv'))),
      runnableSuffixes: value(parseDangerousTypes(shipped('dangerous-types.csv'))).map(
        ({ suffix }) => suffix,
      ),
    },
  })
}
