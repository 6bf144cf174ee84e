import { z } from 'zod'

/** Roles of a member of an organization. Each membership also carries a unit scope. */
export const roleSchema = z.enum([
  'owner',
  'cx_lead',
  'hr_lead',
  'sponsor',
  'regional_manager',
  'site_manager',
  'employee',
  'evaluator',
  'analyst',
])
export type Role = z.infer<typeof roleSchema>

export const permissionSchema = z.enum([
  'units.read',
  'units.write',
  'people.read',
  'people.write',
  'people.erase',
  'journeys.write',
  'metrics.read',
  'metrics.write',
  'goals.write',
  'signals.read',
  'signals.write',
  'imports.manage',
  'scores.read',
  'comments.read',
  'employee_voice.read',
  'members.manage',
  'keys.manage',
  'audit.read',
  'system.manage',
])
export type Permission = z.infer<typeof permissionSchema>

const reading: readonly Permission[] = [
  'units.read',
  'metrics.read',
  'scores.read',
  'comments.read',
  'signals.read',
]
const designing: readonly Permission[] = [
  ...reading,
  'units.write',
  'people.read',
  'people.write',
  'journeys.write',
  'metrics.write',
  'goals.write',
  'signals.write',
  'imports.manage',
]

/** What each role may do inside its unit scope. Everything not listed is denied. */
export const rolePermissions: Readonly<Record<Role, readonly Permission[]>> = {
  owner: permissionSchema.options,
  cx_lead: [...designing, 'members.manage', 'keys.manage', 'people.erase'],
  hr_lead: [
    ...reading,
    'people.read',
    'people.write',
    'people.erase',
    'employee_voice.read',
    'signals.write',
    'imports.manage',
  ],
  sponsor: ['units.read', 'metrics.read', 'scores.read', 'comments.read', 'goals.write'],
  regional_manager: [...reading, 'people.read'],
  site_manager: [...reading, 'people.read'],
  employee: ['units.read', 'metrics.read'],
  evaluator: ['units.read', 'metrics.read'],
  analyst: [...reading, 'employee_voice.read'],
}
