// What the console shows live: open orders, desk alerts, and how fresh they are. Changes come in over the browser's one
// stream and are applied once a frame; a gap or a return from the background fetches everything once.

import { ref, shallowRef } from 'vue'
import { apiRoot, type DeskAlert, type OrderDetail, type OrderSummary } from '@/shared/api/client'
import { attend } from '@/shared/browser/attended'
import { alarmsOf, attendedElsewhere, repeatsOrder } from '@/shared/domain/alarms'
import { OrderBook } from '@/shared/domain/book'
import { isDesk } from '@/shared/domain/permissions'
import { summaryOf } from '@/shared/domain/summary'
import { gathered } from '@/shared/live/gathered'
import { LiveFanout } from '@/shared/live/fanout'
import { isSilent } from '@/shared/live/liveness'
import type { LiveChange, LiveNews } from '@/shared/live/resume'
import { account, api, atWork, clock, sessionLost } from './session'

export type LiveState = 'connecting' | 'live' | 'lost'

const book = new OrderBook()
let fanout: LiveFanout | null = null
let heardAt = -Infinity
let startedAt = 0
let waiting: LiveChange[] = []
let flushAsked = false

export const orders = shallowRef<OrderSummary[]>([])
export const alerts = shallowRef<DeskAlert[]>([])
export const loaded = ref(false)
export const loadError = shallowRef<unknown>()
export const liveState = ref<LiveState>('connecting')
// Server time up to which what is shown is known to be whole.
export const freshMs = ref<number | null>(null)
// The orders that the last frame's changes were about: an open detail fetches itself anew.
export const touched = shallowRef<ReadonlySet<string>>(new Set())

// A storm raises many alerts in a second; the first is fetched at once, so that its row does not change under the finger
// that is about to touch it. Failing leaves them as they are; the next change or return to the page fetches them again.
const alertNews = gathered(() => refetchAlerts().catch(() => {}), 100, 0)

export async function startFeed(): Promise<void> {
  if (!atWork.value) return
  startedAt = performance.now()
  fanout = new LiveFanout(`${apiRoot}/live`, {
    news: onNews,
    heard: onHeard,
    measured: (sample) => clock.sample(sample),
    refused: sessionLost,
  })
  const seq = await refetch()
  fanout?.start(seq)
}

export function stopFeed(): void {
  fanout?.close()
  fanout = null
}

// Fetches everything that is visible; gives the number of the newest change contained.
export async function refetch(): Promise<number> {
  if (!atWork.value) return 0
  try {
    const page = await api.openOrders()
    book.load(page)
    orders.value = book.list()
    await refetchAlerts()
    loaded.value = true
    loadError.value = undefined
    touched.value = new Set(page.orders.map((order) => order.id))
    return page.change_seq
  } catch (error) {
    loadError.value = error
    return 0
  }
}

async function refetchAlerts(): Promise<void> {
  if (!account.value || !isDesk(account.value.role)) return
  const before = orders.value.flatMap(alarmsOf)
  alerts.value = await api.deskAlerts()
  attend(attendedElsewhere(before, alerts.value))
}

// The answer to one's own write shows at once, before the stream tells.
export function applyOwn(detail: OrderDetail): void {
  if (book.patch(summaryOf(detail))) orders.value = book.list()
}

export async function acknowledge(alert: DeskAlert): Promise<void> {
  await api.acknowledge(alert.id)
  alerts.value = alerts.value.filter((other) => other.id !== alert.id)
}

// Somebody here has opened the order: its alarms so far are attended to, here at once and at the other desks too.
export function attendOrder(id: string): void {
  // Failing leaves the order unopened for the server: it calls the next desk, which is the safe side.
  if (account.value && isDesk(account.value.role)) api.markOpened(id).catch(() => {})
  const order = orders.value.find((other) => other.id === id)
  if (order) attend(alarmsOf(order).map((alarm) => alarm.key))
  const own = alerts.value.filter((alert) => alert.order_id === id && repeatsOrder(alert))
  alerts.value = alerts.value.filter((alert) => !own.includes(alert))
  // One that could not be acknowledged is open still, comes back with the next fetch, and rings at the other desks.
  for (const alert of own) api.acknowledge(alert.id).catch(() => {})
}

// Called with every tick: silence is noticed by time, not by an event.
export function judgeLiveness(): void {
  if (!atWork.value) return
  const now = performance.now()
  if (heardAt === -Infinity) liveState.value = isSilent(startedAt, now) ? 'lost' : 'connecting'
  else liveState.value = isSilent(heardAt, now) ? 'lost' : 'live'
}

function onHeard(): void {
  heardAt = performance.now()
  freshMs.value = clock.now()
  liveState.value = 'live'
}

function onNews(news: LiveNews): void {
  if (news.kind === 'resync') void refetch()
  if (news.kind !== 'change') return
  waiting.push(news.change)
  if (flushAsked) return
  flushAsked = true
  requestAnimationFrame(flush)
  // A hidden page gets no frames, but must still ring and change its title.
  setTimeout(flush, 50)
}

function flush(): void {
  if (!flushAsked) return
  flushAsked = false
  const changes = waiting
  waiting = []
  let patched = false
  for (const change of changes) if (change.order) patched = book.patch(change.order, change.seq) || patched
  if (patched) orders.value = book.list()
  touched.value = new Set(changes.flatMap((change) => change.order_id ?? []))
  if (changes.some((change) => change.kind === 'desk_alert')) alertNews.ask()
}
