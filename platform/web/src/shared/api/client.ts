// The one place that talks to /api/v1. Types come from the contract; refusals are thrown as Refusal, a network that does
// not answer as Unreachable. Answers that carry the server's time feed the server clock.

import type { ServerClock } from '@/shared/live/clock'
import { Refusal, Unreachable, problemOf } from './errors'
import type { components } from './schema'

export type Schemas = components['schemas']
export type Session = Schemas['Session']
export type OrderSummary = Schemas['OrderSummary']
export type OrderDetail = Schemas['OrderDetail']
export type OrderPage = Schemas['OrderPage']
export type OrderState = Schemas['OrderState']
export type Dispatch = Schemas['Dispatch']
export type DeskAlert = Schemas['DeskAlert']
export type DeskAlertList = Schemas['DeskAlertList']
export type Closing = Schemas['Closing']
export type StepRequest = Schemas['StepRequest']
export type StepBackRequest = Schemas['StepBackRequest']
export type Level = Dispatch['level']

export const apiRoot = '/api/v1'

// One intention of the user: the key is made once and kept over retries, the version is the one that was on the screen.
export interface Intention {
  key: string
  version: number
}

interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  body?: unknown
  intention?: Intention
}

export class ApiClient {
  private csrf = ''

  constructor(
    private readonly clock: ServerClock,
    // The session is over, or its password must be changed: whatever page is open cannot go on.
    private readonly onSessionLost: () => void = () => {},
  ) {}

  async session(): Promise<Session> {
    return this.keepCsrf(await this.call<Session>({ method: 'GET', path: '/session' }))
  }

  async logIn(login: string, password: string): Promise<Session> {
    return this.keepCsrf(await this.call<Session>({ method: 'POST', path: '/session', body: { login, password } }))
  }

  async changePassword(current: string, next: string): Promise<Session> {
    const body = { current, new: next }
    return this.keepCsrf(await this.call<Session>({ method: 'PUT', path: '/session/password', body }))
  }

  logOut(): Promise<void> {
    return this.call({ method: 'DELETE', path: '/session' })
  }

  // Of all pages. Its change_seq is the first page's: what changed while the others came is told once more, live.
  async openOrders(): Promise<OrderPage> {
    const pages = await this.allPages<OrderPage>('/orders?state=open')
    return { ...pages[0]!, orders: pages.flatMap((page) => page.orders) }
  }

  closedOrders(cursor?: string): Promise<OrderPage> {
    const page = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`
    return this.call({ method: 'GET', path: `/orders?state=closed${page}` })
  }

  order(id: string): Promise<OrderDetail> {
    return this.call({ method: 'GET', path: `/orders/${encodeURIComponent(id)}` })
  }

  takeStep(id: string, body: StepRequest, intention: Intention): Promise<OrderDetail> {
    return this.call({ method: 'POST', path: `/orders/${encodeURIComponent(id)}/steps`, body, intention })
  }

  stepBack(id: string, body: StepBackRequest, intention: Intention): Promise<OrderDetail> {
    return this.call({ method: 'POST', path: `/orders/${encodeURIComponent(id)}/step-back`, body, intention })
  }

  withdraw(id: string, body: StepBackRequest, intention: Intention): Promise<OrderDetail> {
    return this.call({ method: 'POST', path: `/orders/${encodeURIComponent(id)}/withdraw`, body, intention })
  }

  // RS-12: somebody at this desk has it on the screen.
  markOpened(id: string): Promise<void> {
    return this.call({ method: 'POST', path: `/orders/${encodeURIComponent(id)}/opened` })
  }

  incidents(): Promise<Schemas['IncidentList']> {
    return this.call({ method: 'GET', path: '/incidents' })
  }

  incident(id: string, sort: string, page: number): Promise<Schemas['IncidentDetail']> {
    return this.call({ method: 'GET', path: `/incidents/${encodeURIComponent(id)}?sort=${sort}&page=${page}` })
  }

  chains(): Promise<Schemas['ChainList']> {
    return this.call({ method: 'GET', path: '/chains' })
  }

  contactFindings(): Promise<Schemas['ContactFindingList']> {
    return this.call({ method: 'GET', path: '/contact-findings' })
  }

  async deskAlerts(): Promise<DeskAlert[]> {
    return (await this.allPages<DeskAlertList>('/desk-alerts?state=open')).flatMap((page) => page.alerts)
  }

  acknowledge(alertId: string): Promise<void> {
    return this.call({ method: 'POST', path: `/desk-alerts/${encodeURIComponent(alertId)}/acknowledge` })
  }

  private async allPages<T extends { next_cursor?: string }>(path: string): Promise<T[]> {
    const pages = [await this.call<T>({ method: 'GET', path })]
    for (let cursor = pages[0]!.next_cursor; cursor !== undefined; cursor = pages.at(-1)!.next_cursor)
      pages.push(await this.call<T>({ method: 'GET', path: `${path}&cursor=${encodeURIComponent(cursor)}` }))
    return pages
  }

  private keepCsrf(session: Session): Session {
    this.csrf = session.csrf
    return session
  }

  private async call<T>(call: Call): Promise<T> {
    const sentAt = performance.now()
    const response = await this.send(call)
    if (!response.ok) {
      const refusal = new Refusal(await problemOf(response))
      if (refusal.code === 'not_logged_in' || refusal.code === 'password_change_required') this.onSessionLost()
      throw refusal
    }
    if (response.status === 204) return undefined as T
    const receivedAt = performance.now()
    const answer = (await response.json()) as T & { now_ms?: number }
    if (answer.now_ms !== undefined) this.clock.sample({ sentAt, receivedAt, serverMs: answer.now_ms })
    return answer
  }

  private async send({ method, path, body, intention }: Call): Promise<Response> {
    const headers: Record<string, string> = { Accept: 'application/json' }
    if (method !== 'GET') headers['X-CSRF-Token'] = this.csrf
    if (body !== undefined) headers['Content-Type'] = 'application/json'
    if (intention) {
      headers['Idempotency-Key'] = intention.key
      headers['If-Match'] = `"${intention.version}"`
    }
    const init: RequestInit = { method, headers, credentials: 'same-origin', cache: 'no-store' }
    if (body !== undefined) init.body = JSON.stringify(body)
    try {
      return await fetch(apiRoot + path, init)
    } catch (cause) {
      throw new Unreachable(cause)
    }
  }
}
