// What a role may see. The server decides; this only keeps from the page what would be refused.

import type { Session } from '@/shared/api/client'

type Role = Session['account']['role']

const deskRoles: ReadonlySet<Role> = new Set<Role>(['administrator', 'dispatcher'])

// Desk alerts are for those who answer for the whole city.
export function seesDeskAlerts(role: Role): boolean {
  return deskRoles.has(role)
}
