import { bad, command, ok } from '../command.ts'

/** RFC 5267 §4.3.5: `"CANCELUPDATE" 1*(SP quoted)`. All that are named, or none where one is not. */
export const cancelUpdate = command({
  parse(cursor) {
    const tags: string[] = []
    do {
      cursor.space()
      tags.push(cursor.string())
    } while (!cursor.atEnd)
    return tags
  },
  check: (session, tags) =>
    tags.every(tag => session.telling.contexts?.has(tag))
      ? undefined
      : bad('No search of this tag is updated'),
  async run(session, tags) {
    for (const tag of tags) session.telling.contexts?.cancel(tag)
    return ok('CANCELUPDATE completed')
  },
})
