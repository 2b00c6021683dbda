import { afterEach, describe, expect, it, vi } from 'vitest'
import { ApiClient } from '@/shared/api/client'
import { ServerClock } from '@/shared/live/clock'
import { order, page, t0 } from './orders'

afterEach(() => void vi.unstubAllGlobals())

// Answers by path; what is not there is a failure of the test.
function serve(answers: Record<string, unknown>): ApiClient {
  vi.stubGlobal('fetch', (path: string) => {
    expect(answers).toHaveProperty([path])
    return Promise.resolve(new Response(JSON.stringify(answers[path]), { headers: { 'Content-Type': 'application/json' } }))
  })
  return new ApiClient(new ServerClock())
}

describe('lists that come in pages are shown whole', () => {
  it('open orders: of all pages, to be continued live from the first', async () => {
    const api = serve({
      '/api/v1/orders?state=open': { ...page([order({ id: '1' }), order({ id: '2' })], 10), next_cursor: '5-2' },
      '/api/v1/orders?state=open&cursor=5-2': { ...page([order({ id: '3' })], 11), next_cursor: '6-3' },
      '/api/v1/orders?state=open&cursor=6-3': page([order({ id: '4' })], 12),
    })
    const all = await api.openOrders()
    expect(all.orders.map(({ id }) => id)).toEqual(['1', '2', '3', '4'])
    expect(all.change_seq).toBe(10)
  })

  // An order whose alert is not among them counts as attended to at another desk, and falls silent.
  it('what rings at the desk', async () => {
    const alert = (id: string) => ({ id, kind: 'new_order', raised_ms: t0, text_zh: '', text_en: '' })
    const api = serve({
      '/api/v1/desk-alerts?state=open': { alerts: [alert('9')], now_ms: t0, next_cursor: '9' },
      '/api/v1/desk-alerts?state=open&cursor=9': { alerts: [alert('8')], now_ms: t0 },
    })
    expect((await api.deskAlerts()).map(({ id }) => id)).toEqual(['9', '8'])
  })
})
