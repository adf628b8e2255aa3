import { bad, command, no, ok } from '../command.ts'
import { nothingWanted, notifyArguments, supportedEvents } from '../notify/request.ts'

/** RFC 5465 §3.1. The grammar is in `notify/request.ts`. */
export const notify = command({
  parse(cursor) {
    cursor.space()
    return notifyArguments(cursor)
  },
  check({ account, limits }, args) {
    if (account.watch === undefined) return no('Nothing is told here', 'CANNOT')
    if (args?.hasUnsupported)
      return no(
        'Some of these events are not supported',
        `BADEVENT (${[...supportedEvents.values()].join(' ')})`,
      )
    const sections = args?.selected.fetch.filter(({ kind }) => kind === 'section').length ?? 0
    if (sections > limits.imapFetchSections) return bad('Too many sections')
    const names = args?.groups.reduce((sum, group) => sum + 1 + group.names.length, 0) ?? 0
    return names > limits.imapNotifyNames
      ? no('That is too much to watch', 'NOTIFICATIONOVERFLOW')
      : undefined
  },
  async run(session, args) {
    const { notifier } = session.telling
    await notifier.ready()
    notifier.set(args ?? nothingWanted)
    if (args === undefined) return ok('NOTIFY completed')
    // An implicit NOOP: whatever is asked for from now on.
    await session.telling.all(true, true)
    await notifier.tellNoAccess()
    if (args.withStatus) await notifier.tellStatus()
    return ok('NOTIFY completed')
  },
})
