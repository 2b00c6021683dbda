// What a role may see. The server decides; this only keeps from the page what would be refused.

import type { Session } from '@/shared/api/client'

type Role = Session['account']['role']

const deskRoles: ReadonlySet<Role> = new Set<Role>(['administrator', 'dispatcher'])

// The desk answers for the whole city: it sees its alerts and dispatches by hand.
export function isDesk(role: Role): boolean {
  return deskRoles.has(role)
}
