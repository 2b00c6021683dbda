// What a role may see. The server decides; this only keeps from the page what would be refused.

import type { Session } from '@/shared/api/client'

type Role = Session['account']['role']

const deskRoles: ReadonlySet<Role> = new Set<Role>(['administrator', 'dispatcher'])

// A regulator reads; orders, their alarms and their live stream are for those who work on them.
export function worksOnOrders(role: Role): boolean {
  return role !== 'regulator'
}

// Who answers for a district may read how its alarms are taken further.
export function seesChains(role: Role): boolean {
  return isDesk(role) || role === 'regulator'
}

// The desk answers for the whole city: it sees its alerts and dispatches by hand.
export function isDesk(role: Role): boolean {
  return deskRoles.has(role)
}
