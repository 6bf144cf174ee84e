import { z } from 'zod'
import {
  idParams,
  idSchema,
  instantSchema,
  nameSchema,
  pageOf,
  pageQuery,
  uiLanguageSchema,
} from './common.ts'
import type { Endpoints } from './endpoint.ts'
import { permissionSchema, roleSchema } from './roles.ts'

export const statusSchema = z.object({
  initialized: z.boolean().describe('False until the owner was created on the first-run page.'),
  version: z.string(),
  oidc: z.object({ name: z.string() }).nullable().describe('Single sign-on provider, when configured.'),
})

export const setupBody = z.object({
  organizationName: nameSchema,
  name: nameSchema.describe("The owner's name."),
  email: z.email().max(254),
  password: z.string().min(10, 'must have at least 10 characters').max(128),
  language: uiLanguageSchema.default('en'),
  demo: z.boolean().default(false).describe('Load the demo company after setting up.'),
})

export const meSchema = z.object({
  user: z.object({ id: z.string(), name: z.string(), email: z.string(), twoFactorEnabled: z.boolean() }),
  organization: z.object({ id: idSchema, name: z.string(), currency: z.string(), timeZone: z.string() }),
  role: roleSchema,
  permissions: z.array(permissionSchema),
  /** The unit below which this member sees and acts; null is the whole organization. */
  scope: z.object({ id: idSchema, name: z.string() }).nullable(),
  language: uiLanguageSchema,
})
export type Me = z.infer<typeof meSchema>

export const memberSchema = z.object({
  id: idSchema,
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  role: roleSchema,
  scope: z.object({ id: idSchema, name: z.string() }).nullable(),
  createdAt: instantSchema,
})
export type Member = z.infer<typeof memberSchema>

export const invitationSchema = z.object({
  id: idSchema,
  email: z.string(),
  role: roleSchema,
  scope: z.object({ id: idSchema, name: z.string() }).nullable(),
  expiresAt: instantSchema,
})
export type Invitation = z.infer<typeof invitationSchema>

export const apiKeySchema = z.object({
  id: idSchema,
  name: z.string(),
  /** The first characters, to recognise the key by. */
  prefix: z.string(),
  permissions: z.array(permissionSchema),
  createdAt: instantSchema,
  lastUsedAt: instantSchema.nullable(),
  expiresAt: instantSchema.nullable(),
})
export type ApiKey = z.infer<typeof apiKeySchema>

export const auditEntrySchema = z.object({
  id: idSchema,
  at: instantSchema,
  actor: z.string().describe('Name of the member or API key.'),
  action: z.string(),
  subject: z.string(),
  details: z.record(z.string(), z.unknown()),
})

const invitationBody = z.object({
  email: z.email().max(254),
  role: roleSchema,
  scopeUnitId: idSchema.nullable().default(null),
})

export const accountEndpoints = {
  'GET /api/v1/status': {
    summary: 'Is this installation set up?',
    permission: 'public',
    response: statusSchema,
  },
  'POST /api/v1/setup': {
    summary: 'First run: create the organization and its owner. Works once.',
    permission: 'public',
    body: setupBody,
    response: z.object({ organizationId: idSchema, demoJobId: z.string().nullable() }),
    status: 201,
  },
  'GET /api/v1/me': { summary: 'Who am I, and what may I do?', permission: 'member', response: meSchema },
  'PATCH /api/v1/me': {
    summary: 'Change my name or my language.',
    permission: 'member',
    body: z.object({ name: nameSchema.optional(), language: uiLanguageSchema.optional() }),
    response: meSchema,
  },
  'PATCH /api/v1/organization': {
    summary: 'Change the name, currency or time zone of the organization.',
    permission: 'system.manage',
    body: z.object({
      name: nameSchema.optional(),
      currency: z
        .string()
        .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as EUR')
        .optional(),
      timeZone: z.string().max(60).optional(),
    }),
    response: meSchema,
  },
  'GET /api/v1/members': {
    summary: 'Members with roles and unit scopes.',
    permission: 'members.manage',
    response: z.object({ members: z.array(memberSchema), invitations: z.array(invitationSchema) }),
  },
  'PATCH /api/v1/members/{id}': {
    summary: 'Change the role or scope of a member. The last owner stays owner.',
    permission: 'members.manage',
    params: idParams,
    body: z.object({ role: roleSchema.optional(), scopeUnitId: idSchema.nullable().optional() }),
    response: memberSchema,
  },
  'DELETE /api/v1/members/{id}': {
    summary: 'Remove a member. The last owner stays.',
    permission: 'members.manage',
    params: idParams,
    response: null,
  },
  'POST /api/v1/invitations': {
    summary: 'Invite someone by e-mail; the link is also returned once.',
    permission: 'members.manage',
    body: invitationBody,
    response: z.object({ invitation: invitationSchema, link: z.string() }),
    status: 201,
  },
  'DELETE /api/v1/invitations/{id}': {
    summary: 'Withdraw an invitation.',
    permission: 'members.manage',
    params: idParams,
    response: null,
  },
  'GET /api/v1/invitations/{token}': {
    summary: 'What an invitation link is for.',
    permission: 'public',
    params: z.object({ token: z.string().max(100) }),
    response: z.object({ organizationName: z.string(), email: z.string(), role: roleSchema }),
  },
  'POST /api/v1/invitations/{token}/accept': {
    summary: 'Accept an invitation: create the account (or join with the existing one, with its password).',
    permission: 'public',
    params: z.object({ token: z.string().max(100) }),
    body: z.object({
      name: nameSchema,
      password: z.string().min(10).max(128),
      language: uiLanguageSchema.default('en'),
    }),
    response: z.object({ email: z.string() }),
    status: 201,
  },
  'GET /api/v1/api-keys': {
    summary: 'API keys of the organization (never the secrets).',
    permission: 'keys.manage',
    response: z.object({ items: z.array(apiKeySchema) }),
  },
  'POST /api/v1/api-keys': {
    summary: 'Create an API key; the secret is shown once.',
    permission: 'keys.manage',
    body: z.object({
      name: nameSchema,
      permissions: z.array(permissionSchema).min(1),
      expiresAt: instantSchema.nullable().default(null),
    }),
    response: z.object({ key: apiKeySchema, secret: z.string() }),
    status: 201,
  },
  'DELETE /api/v1/api-keys/{id}': {
    summary: 'Revoke an API key at once.',
    permission: 'keys.manage',
    params: idParams,
    response: null,
  },
  'GET /api/v1/audit-log': {
    summary: 'Who changed or read what is sensitive, newest first.',
    permission: 'audit.read',
    query: pageQuery,
    response: pageOf(auditEntrySchema),
  },
} as const satisfies Endpoints
