// Who is logged in. `expired` keeps the page and what was typed in it while a log-in dialog lies over it.

import { computed, readonly, ref, shallowRef } from 'vue'
import { ApiClient, type Session } from '@/shared/api/client'
import { Refusal } from '@/shared/api/errors'
import { worksOnOrders } from '@/shared/domain/permissions'
import { ServerClock } from '@/shared/live/clock'

export const clock = new ServerClock()
export const api = new ApiClient(clock, () => onLost())

const current = shallowRef<Session | null>(null)
const expiredState = ref(false)

export const session = readonly(current)
export const expired = readonly(expiredState)
export const account = computed(() => current.value?.account ?? null)
export const atWork = computed(() => account.value !== null && worksOnOrders(account.value.role))

// Not a secret: only says whether asking the server who we are makes sense.
const mayBeLoggedIn = 'liftguard.session'

function onLost(): void {
  if (current.value && !current.value.must_change_password) expiredState.value = true
}

function keep(next: Session): void {
  localStorage.setItem(mayBeLoggedIn, '1')
  current.value = next
  expiredState.value = false
}

// At start: the session that the cookie stands for, if it still holds.
export async function restoreSession(): Promise<void> {
  if (!localStorage.getItem(mayBeLoggedIn)) return
  try {
    keep(await api.session())
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    localStorage.removeItem(mayBeLoggedIn)
  }
}

export async function logIn(login: string, password: string): Promise<void> {
  const was = current.value?.account.id
  const next = await api.logIn(login, password)
  // Somebody else takes the seat over: nothing of the one before may stay on the screen.
  if (was !== undefined && was !== next.account.id) {
    localStorage.setItem(mayBeLoggedIn, '1')
    location.assign('/')
    return
  }
  keep(next)
}

export async function changePassword(from: string, to: string): Promise<void> {
  keep(await api.changePassword(from, to))
}

export async function logOut(): Promise<void> {
  localStorage.removeItem(mayBeLoggedIn)
  try {
    await api.logOut()
  } finally {
    // A fresh page: no data of the account stays in memory.
    location.assign('/login')
  }
}

export function sessionLost(): void {
  onLost()
}
