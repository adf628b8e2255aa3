/** Whether the volume of a folder is encrypted, from what Linux tells of its mounts and block devices. */

export interface BlockDevices {
  /** /proc/self/mountinfo, proc(5). */
  readonly mountinfo: string
  /** A file below /sys/dev/block; undefined when there is none. */
  read(path: string): string | undefined
  /** Names in a folder below /sys/dev/block; none when there is none. */
  list(path: string): readonly string[]
  /** `major:minor` of a device file. */
  deviceOf(path: string): string | undefined
}

export interface Volume {
  readonly state: 'encrypted' | 'plain' | 'unknown'
  /** Type of the file system. */
  readonly type: string
}

interface Mount {
  readonly device: string
  readonly point: string
  readonly type: string
  readonly source: string
}

/** File systems on a block device; encryption of others, or of folders by fscrypt, does not show there. */
const onBlocks: ReadonlySet<string> = new Set(['ext2', 'ext3', 'ext4', 'xfs', 'btrfs', 'f2fs', 'jfs'])
/** ext4 and f2fs can encrypt single folders; whether they do is asked by an ioctl that Node has not. */
const deepest = 16

/** `folder` is absolute and without links. */
export function volumeOf(folder: string, devices: BlockDevices): Volume {
  const mount = mountOf(folder, devices.mountinfo)
  if (mount === undefined) return { state: 'unknown', type: '?' }
  const { type, source } = mount
  if (!onBlocks.has(type)) return { state: 'unknown', type }
  // btrfs has numbers of its own, which are no device's.
  const device = mount.device.startsWith('0:') ? devices.deviceOf(source) : mount.device
  if (device === undefined) return { state: 'unknown', type }
  return { state: isEncrypted(device, devices, deepest) ? 'encrypted' : 'plain', type }
}

/** Itself, or everything that it is made of. */
function isEncrypted(device: string, devices: BlockDevices, depth: number): boolean {
  if (depth === 0) return false
  if (devices.read(`${device}/dm/uuid`)?.startsWith('CRYPT-') === true) return true
  const below = devices
    .list(`${device}/slaves`)
    .map(name => devices.read(`${device}/slaves/${name}/dev`)?.trim())
  return below.length > 0 && below.every(one => one !== undefined && isEncrypted(one, devices, depth - 1))
}

/** The mount that holds a folder: the last of the longest. */
function mountOf(folder: string, mountinfo: string): Mount | undefined {
  let best: Mount | undefined
  for (const line of mountinfo.split('\n')) {
    const [before = '', after = ''] = line.split(' - ')
    const [, , device, , point] = before.split(' ')
    const [type, source] = after.split(' ')
    if (device === undefined || point === undefined || type === undefined || source === undefined) continue
    const plain = unescaped(point)
    const within = plain === '/' || folder === plain || folder.startsWith(`${plain}/`)
    if (within && plain.length >= (best?.point.length ?? 0)) best = { device, point: plain, type, source }
  }
  return best
}

/** Spaces and the like are octal there. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
}
