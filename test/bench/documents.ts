/**
 * What the reading of letters costs the thread that asks for it: its own time for each letter and for the longest
 * call, and the longest stall of its event loop, in which everything else on the machine has a part. Run on demand:
 *
 *     node test/bench/documents.ts [--seconds 3]
 */
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { defaultLimits } from '../../src/base/limits.ts'
import { createLetterReader, type LetterReader } from '../../src/documents/reader.ts'
import { loadReadingData } from '../../src/documents/reading-data.ts'
import { scanMessage } from '../../src/mail/structure.ts'
import { signMessage } from '../../src/signing/smime/sign.ts'
import { readAnchors } from '../../src/signing/verify/trust.ts'
import { makePdf } from '../support/attachments.ts'
import { randomFrom } from '../support/corpus/random.ts'
import { OpensslAuthority } from '../support/openssl.ts'

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '3' } } })
const seconds = Number(values.seconds)
const subject = 'V/v báo cáo kết quả thực hiện nhiệm vụ năm 2026'
const paragraph =
  'Thực hiện Chỉ thị số 14/CT-UBND của Ủy ban nhân dân tỉnh, Sở Nội vụ báo cáo kết quả như sau: các đơn vị đã đổi mật khẩu, bảo mật hộp thư và gửi văn bản điện tử.\r\n'

function textOf(bytes: number): string {
  return paragraph.repeat(Math.ceil(bytes / Buffer.byteLength(paragraph)))
}

function letter(text: string, file?: { readonly name: string; readonly bytes: Uint8Array }): Buffer {
  const header = `From: vanthu@sonoivu.caobang.gov.vn\r\nSubject: Bao cao\r\nMIME-Version: 1.0\r\n`
  const part = `Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${text}`
  if (file === undefined) return Buffer.from(header + part)
  const attached = Buffer.from(file.bytes).toString('base64').replace(/.{76}/g, '$&\r\n')
  return Buffer.from(
    `${header}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n${part}\r\n--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="${file.name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${attached}\r\n--b--\r\n`,
  )
}

async function measure(reader: LetterReader, name: string, bytes: Uint8Array, callers: number) {
  // The structure is the flow's work, for every letter, read or not.
  const root = scanMessage(bytes, defaultLimits)
  const from = 'vanthu@sonoivu.caobang.gov.vn'
  const latencies: number[] = []
  let longestCall = 0
  const read = async () => {
    const began = performance.now()
    const cpu = process.threadCpuUsage()
    const reading = reader.read({ bytes, root, subject, from, inbound: true, at: Date.now() })
    const { user, system } = process.threadCpuUsage(cpu)
    longestCall = Math.max(longestCall, user + system)
    await reading
    latencies.push(performance.now() - began)
  }
  for (let warm = 0; warm < 5; warm++) await read()
  latencies.length = 0
  longestCall = 0
  const delay = monitorEventLoopDelay({ resolution: 1 })
  const start = performance.now()
  const end = start + seconds * 1000
  delay.enable()
  const cpu = process.threadCpuUsage()
  const cpuOfAll = process.cpuUsage()
  await Promise.all(
    Array.from({ length: callers }, async () => {
      for (let count = 1; performance.now() < end; count++) {
        await read()
        // A server has sockets to look after: the loop must come round, or nothing could stall.
        if (count % 20 === 0) await sleep(0)
      }
    }),
  )
  const { user, system } = process.threadCpuUsage(cpu)
  const all = process.cpuUsage(cpuOfAll)
  delay.disable()
  latencies.sort((a, b) => a - b)
  return {
    letter: name,
    KB: Math.round(bytes.length / 1024),
    callers,
    'letters/s': Math.round((latencies.length * 1000) / (performance.now() - start)),
    'main ms/letter': ((user + system) / 1000 / latencies.length).toFixed(3),
    'all ms/letter': ((all.user + all.system) / 1000 / latencies.length).toFixed(3),
    'p50 ms': latencies[latencies.length >> 1]!.toFixed(2),
    'max ms': latencies.at(-1)!.toFixed(1),
    'longest call ms': (longestCall / 1000).toFixed(1),
    'longest stall ms': (delay.max / 1e6).toFixed(1),
  }
}

const shipped = (name: string) => join(import.meta.dirname, '../../config', name)
const data = await loadReadingData({
  documentKinds: shipped('document-kinds.csv'),
  signUpServices: shipped('sign-up-services.csv'),
  dangerousTypes: [shipped('dangerous-types.csv')],
})
if (!data.ok) throw new Error(data.error.join('\n'))
using authority = new OpensslAuthority()
const signer = authority.issue('vanthu@sonoivu.caobang.gov.vn')
const anchors = readAnchors(authority.root)
if (!anchors.ok) throw new Error(anchors.error.join('\n'))
const trust = { anchors: anchors.value, crlFolder: null }

async function signed(form: Buffer): Promise<Buffer> {
  const random = (bytes: number) => randomFrom(1).bytes(bytes)
  return signMessage(form, scanMessage(form, defaultLimits), signer, { signingTime: Date.now(), random })
}

const limits = { ...defaultLimits, documentMs: 120_000, documentWaitMs: 120_000 }
await using reader = createLetterReader({
  limits,
  data: data.value,
  trust,
  log: console,
})
const pdf = await makePdf(textOf(3 * 1024))
const octets = randomFrom(1).bytes(20 * 1024)
const large = randomFrom(1).bytes(18 * 1024 * 1024)
const largePdf = await makePdf(textOf(3 * 1024), { files: [{ name: 'ban-quet.bin', bytes: large }] })
const rows: unknown[] = []
for (const [name, bytes, callers] of [
  ['4 KB of text', letter(textOf(4 * 1024)), 1],
  ['30 KB of text', letter(textOf(30 * 1024)), 1],
  ['30 KB with octets', letter(textOf(2 * 1024), { name: 'bao-cao.pdf', bytes: octets }), 1],
  ['30 KB with octets', letter(textOf(2 * 1024), { name: 'bao-cao.pdf', bytes: octets }), 20],
  ['20 KB with a PDF', letter(textOf(4 * 1024), { name: 'bao-cao.pdf', bytes: pdf }), 1],
  ['20 KB with a PDF', letter(textOf(4 * 1024), { name: 'bao-cao.pdf', bytes: pdf }), 20],
  ['30 KB of text, signed', await signed(letter(textOf(30 * 1024))), 1],
  ['25 MB with octets', letter(textOf(4 * 1024), { name: 'ban-quet.bin', bytes: large }), 1],
  ['25 MB with a PDF', letter(textOf(4 * 1024), { name: 'bao-cao.pdf', bytes: largePdf }), 1],
  ['25 MB of text', letter(textOf(25 * 1024 * 1024)), 1],
  [
    '25 MB with octets, signed',
    await signed(letter(textOf(4 * 1024), { name: 'ban-quet.bin', bytes: large })),
    1,
  ],
] as const)
  rows.push(await measure(reader, name, bytes, callers))
console.table(rows)
