/** An archive of varied letters and a command line over it, for the tests of exports. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FormKind } from '../../src/ports/archive.ts'
import { wholeProvince } from '../../src/ports/search.ts'
import type { Store } from '../../src/ports/store.ts'
import { CliHarness } from '../cli-harness.ts'
import { addresses, type Directory, letter, provision, sha256, value } from '../conformance/letters.ts'
import type { Ended } from '../support/command-line.ts'
import { variedMessages } from '../support/corpus.ts'
import { reason } from '../support/reason.ts'

export const auditor = 'thanhtra'
const always = Date.UTC(2100, 0)

/** `count` letters of all kinds: some refused, some with several forms, some to blind recipients, some outside sokhcn. */
export async function fill(store: Store, count: number, seed = 14): Promise<Directory> {
  const directory = await provision(store)
  const [sokhcn, thucphan] = directory.agencyIds
  let number = 0
  for (const { bytes } of variedMessages(count + 20, seed)) {
    if (number === count) break
    // The largest oddities are for the test of large letters.
    if (bytes.length > 3 * 1024 * 1024) continue
    number++
    const outside = number % 3 === 0
    const to = outside
      ? [{ address: addresses[2]!, agencyId: thucphan! }]
      : [
          { address: addresses[1]!, agencyId: sokhcn! },
          { address: 'bi-mat@gmail.com', blind: true, outcome: 'queued' as const },
        ]
    await store.write.commitMessage(
      letter({
        number,
        bytes,
        to,
        ...(outside ? {} : { from: { boxId: directory.boxIds[0]!, agencyId: sokhcn! } }),
        change: message => varied(message, number, bytes),
      }),
    )
  }
  return directory
}

type Message = ReturnType<typeof letter>

function varied(message: Message, number: number, bytes: Uint8Array): Message {
  const { entry } = message
  if (number % 10 === 4) {
    const refused = {
      ...entry,
      accepted: false,
      verdict: 'block' as const,
      judgements: '[{"rule":"D1c-malware"}]',
    }
    return { ...message, entry: refused, forms: [], views: [], deliveries: [] }
  }
  const subject = number % 10 === 5 ? '=HYPERLINK("http://x","Giấy mời")' : `Công văn "số ${number}",\nkhẩn`
  if (number % 10 !== 6) return { ...message, entry: { ...entry, subject } }
  const form = (kind: FormKind) => {
    const own = Buffer.concat([Buffer.from(`X-Form: ${kind}\r\n`), bytes])
    return { kind, bytes: own, sha256: sha256(own) }
  }
  return { ...message, forms: [...message.forms, form('sent'), form('encrypted'), form('decrypted')] }
}

export class ExportPlace implements AsyncDisposable {
  readonly cli: CliHarness
  readonly out: string

  private constructor(cli: CliHarness, out: string) {
    this.cli = cli
    this.out = out
  }

  static async open(further = ''): Promise<ExportPlace> {
    const out = await mkdtemp(join(tmpdir(), 'congvu-export-'))
    const cli = await CliHarness.started({ [auditor]: 'auditor' }, undefined, further)
    return new ExportPlace(cli, out)
  }

  get store(): Store {
    return this.cli.services.store
  }

  /** A second auditor agrees to an export of what a query finds; the number of the approval, from 1 on. */
  async agree(query: string, scope = wholeProvince): Promise<number> {
    const id = await this.store.write.requestApproval({
      purpose: 'export',
      subject: query,
      scope,
      reason,
      requestedBy: auditor,
      requestedAt: 0,
      expiresAt: always,
    })
    const decision = { state: 'granted', by: 'thanhtra2', note: '', at: 0, expiresAt: always } as const
    value(await this.store.write.decideApproval(id, decision))
    return id
  }

  file(name: string): string {
    return join(this.out, name)
  }

  export(query: string, name: string, ...more: readonly string[]): Promise<Ended> {
    return this.cli.run(['archive', 'export', query, '--out', this.file(name), '--reason', reason, ...more])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cli[Symbol.asyncDispose]()
    await rm(this.out, { recursive: true, force: true })
  }
}

/** Runs a program to its end, in the environment of the test or another. */
export function runIn(
  cwd: string,
  file: string,
  argv: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Ended> {
  return new Promise(resolve => {
    const child = execFile(file, argv, { cwd, env, maxBuffer: 64 * 1024 * 1024 }, (_error, out, err) =>
      resolve({ code: child.exitCode ?? -1, out, err }),
    )
  })
}

/** The same in an empty environment. */
export function runBare(file: string, argv: readonly string[], cwd: string): Promise<Ended> {
  return runIn(cwd, file, argv, {})
}
