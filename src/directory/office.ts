import type { Box } from '../ports/directory.ts'

/**
 * The box that an agency reads its own affairs in: the one that bears its name, or else the first office. A locked one
 * still receives, and somebody will open it.
 */
export function officeOf<T extends Pick<Box, 'address' | 'agencyCode' | 'kind' | 'status'>>(
  boxes: readonly T[],
): T | undefined {
  const offices = boxes.filter(({ kind, status }) => kind === 'office' && status !== 'removed')
  return offices.find(({ address, agencyCode }) => address.startsWith(`${agencyCode}@`)) ?? offices[0]
}
