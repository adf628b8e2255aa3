/** Boxes: listing, issuing, changing; their further life is in `mailbox-life.ts`. Nothing here reads a letter. */
import * as z from 'zod'
import { localTime } from '../../base/local-time.ts'
import { ok } from '../../base/result.ts'
import { say, texts } from '../../base/texts.ts'
import { boxKinds, planBox } from '../../directory/box.ts'
import { importBoxes, newBox } from '../../directory/import-boxes.ts'
import { normalName } from '../../directory/name.ts'
import { generatePassword, passwordProblem } from '../../directory/password-rules.ts'
import { describeProblems } from '../../directory/problem.ts'
import type { Box, BoxChange } from '../../ports/directory.ts'
import { optionalCapabilities } from '../../ports/imap-capabilities.ts'
import {
  agencyScope,
  type Caller,
  defineOperation,
  type Outcome,
  outsideAgency,
  refuse,
  refuseDirectory,
} from '../operation.ts'
import type { Services } from '../services.ts'
import { present, timeOrNever } from './parameters.ts'

const everyone = ['administrator', 'agency-administrator', 'auditor'] as const
const keepers = ['administrator', 'agency-administrator'] as const
const address = z.string().trim().toLowerCase()
const quotaBytes = z.int().positive()

/** The box of an address, when the caller may touch it. */
export async function boxFor(services: Services, caller: Caller, address: string): Promise<Outcome<Box>> {
  const box = await services.store.read.directory.box(address)
  if (box === undefined || outsideAgency(caller, box.agencyCode) !== undefined) {
    // An agency administrator is not told which boxes other agencies have.
    return refuse(
      'not-found',
      `no mailbox ${address}${caller.agency === null ? '' : ` in ${caller.agency.code}`}`,
    )
  }
  return ok(box)
}

function shown(box: Box) {
  return {
    ...box,
    createdAt: localTime(box.createdAt),
    firstLoginAt: timeOrNever(box.firstLoginAt),
    lastLoginAt: timeOrNever(box.lastLoginAt),
    lastSentAt: timeOrNever(box.lastSentAt),
    statusSince: timeOrNever(box.statusSince),
    passwordIssuedAt: timeOrNever(box.passwordIssuedAt),
    passwordChangedAt: timeOrNever(box.passwordChangedAt),
  }
}

/** A box in service: a leaver's is not given new keys, or its letters would be read by whoever asks for them. */
export async function boxInService(
  services: Services,
  caller: Caller,
  address: string,
): Promise<Outcome<Box>> {
  const box = await boxFor(services, caller, address)
  if (box.ok && box.value.status === 'removed') return refuse('refused', `${address} is out of service`)
  return box
}

/** A given password that keeps the rules, or a new one. */
async function initialPassword(
  { passwords, config }: Services,
  owner: { readonly address: string; readonly name: string },
  given: string | undefined,
): Promise<Outcome<{ readonly hash: string; readonly generated: string | null }>> {
  const problem = given === undefined ? undefined : passwordProblem(given, owner, config.limits)
  if (problem !== undefined) return refuse('invalid', problem.en)
  const password = given ?? generatePassword()
  return ok({ hash: await passwords.hash(password), generated: given === undefined ? password : null })
}

export const mailboxOperations = {
  'mailbox.list': defineOperation({
    summary: 'List the mailboxes',
    roles: everyone,
    effect: 'read',
    parameters: z.strictObject({
      agency: z.string().optional(),
      kind: z.enum(boxKinds).optional(),
      status: z.enum(['active', 'disabled', 'locked', 'removed']).optional(),
    }),
    async run({ store }, caller, filter) {
      const scope = agencyScope(caller, filter.agency)
      if (!scope.ok) return scope
      const boxes = await store.read.directory.boxes(present({ ...filter, agency: scope.value }))
      return ok(boxes.map(shown))
    },
  }),

  'mailbox.show': defineOperation({
    summary: 'Show one mailbox',
    roles: everyone,
    effect: 'read',
    parameters: z.strictObject({ address }),
    async run(services, caller, { address }) {
      const box = await boxFor(services, caller, address)
      if (!box.ok) return box
      const addresses = await services.store.read.directory.addressesOf(box.value.id)
      return ok({ ...shown(box.value), aliases: addresses.filter(other => other !== box.value.address) })
    },
  }),

  'mailbox.add': defineOperation({
    summary: 'Issue a mailbox',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({
      address: address.nullable(),
      name: z.string(),
      agency: z.string().trim().toLowerCase(),
      kind: z.enum(boxKinds),
      position: z.string(),
      leader: z.boolean(),
      quotaBytes: quotaBytes.nullable(),
      /** The part of the agency that an office box is for. */
      unit: z.string().trim().toLowerCase().nullable(),
      password: z.string().optional(),
    }),
    secrets: ['password'],
    async run(services, _caller, { password, ...request }) {
      const { config, store } = services
      const { directory } = store.read
      const agency = await directory.agency(request.agency)
      const boxes = [...(await directory.boxes({})), ...(await directory.aliases())]
      const taken = new Set(boxes.map(entry => entry.address))
      const plan = planBox(request, {
        domain: config.domain.name,
        naming: config.directory.naming,
        limits: config.limits,
        agencyExists: () => agency !== undefined,
        isTaken: address => taken.has(address),
      })
      if (!plan.ok) return refuse('invalid', describeProblems(plan.error))
      const secret = await initialPassword(services, plan.value, password)
      if (!secret.ok) return secret
      const added = await store.write.addBoxes([newBox(plan.value, agency?.id ?? 0, secret.value.hash)])
      if (!added.ok) return refuseDirectory(added.error)
      return ok({ address: plan.value.address, password: secret.value.generated })
    },
  }),

  'mailbox.set': defineOperation({
    summary: 'Change a mailbox',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({
      address,
      change: z
        .strictObject({
          name: z.string().transform(normalName),
          position: z.string().transform(normalName),
          leader: z.boolean(),
          quotaBytes,
          kind: z.enum(boxKinds),
          agency: z.string().trim().toLowerCase(),
          sign: z.enum(['never', 'office-documents', 'always']),
          signRequired: z.boolean(),
          encrypt: z.enum(['never', 'possible', 'required']),
          imapWithout: z.array(z.enum(optionalCapabilities)).transform(names => [...new Set(names)]),
        })
        .partial(),
    }),
    async run(services, caller, { address, change: { agency: code, ...rest } }) {
      const box = await boxFor(services, caller, address)
      if (!box.ok) return box
      if (rest.name === '')
        return refuse('invalid', 'name: is empty, longer than 200 characters or not plain text')
      const agency = code === undefined ? undefined : await services.store.read.directory.agency(code)
      if (code !== undefined && agency === undefined) return refuse('not-found', `no agency ${code}`)
      const change: BoxChange = present({ ...rest, agencyId: agency?.id })
      const changed = await services.store.write.changeBox(box.value.address, change)
      if (!changed.ok) return refuseDirectory(changed.error)
      const signing = rest.sign !== undefined || rest.signRequired !== undefined
      return ok({
        address: box.value.address,
        unsigned: signing ? await unsignedLetters(services, { ...box.value, ...change }) : null,
      })
    },
  }),

  'mailbox.passwd': defineOperation({
    summary: 'Set a new initial password',
    roles: keepers,
    effect: 'change',
    parameters: z.strictObject({ address, password: z.string().optional() }),
    secrets: ['password'],
    async run(services, caller, { address, password }) {
      const box = await boxInService(services, caller, address)
      if (!box.ok) return box
      const secret = await initialPassword(services, box.value, password)
      if (!secret.ok) return secret
      // Told first: a reset that its owner does not hear of must not happen.
      await services.notify(box.value.address, {
        subject: texts.passwordResetSubject,
        body: say(texts.passwordResetBody, { operator: caller.name, address: box.value.address }),
      })
      await services.store.write.setPassword(box.value.id, secret.value.hash, true, services.clock.now())
      return ok({ address: box.value.address, password: secret.value.generated })
    },
  }),

  'mailbox.import': defineOperation({
    summary: 'Issue every mailbox of a CSV file, or none',
    roles: ['administrator'],
    effect: 'change',
    parameters: z.strictObject({ csv: z.string(), dryRun: z.boolean(), passwords: z.boolean() }),
    async run({ store, passwords: hasher, config }, _caller, { csv, dryRun, passwords }) {
      const { domain, directory, limits } = config
      const options = { dryRun, passwords, domain: domain.name, naming: directory.naming, limits }
      const imported = await importBoxes(store, hasher, csv, options)
      return imported.ok ? ok(imported.value) : refuse('problems', 'nothing was imported', imported.error)
    },
  }),
}

/** What becomes of letters that a box without a certificate should sign; null when it has one, or signs nothing. */
async function unsignedLetters(
  { store, clock }: Services,
  { id, sign, signRequired }: Box,
): Promise<'refused' | 'sent' | null> {
  if (sign === 'never') return null
  const certificate = await store.read.certificates.ofBox(id)
  if (certificate !== undefined && certificate.notAfter > clock.now()) return null
  return signRequired ? 'refused' : 'sent'
}
