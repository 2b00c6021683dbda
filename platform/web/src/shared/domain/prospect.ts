// Whether limits can still be met, as of now: the server says when its forecast will turn if nothing happens.

import type { Schemas } from '@/shared/api/client'
import { prospects, type Mark } from './states'

type Forecast = Schemas['Forecast']

export function prospectAt(forecast: Forecast, nowMs: number): Forecast['prospect'] {
  if (forecast.lost_ms !== undefined && nowMs >= forecast.lost_ms) return 'lost'
  return forecast.at_risk_ms !== undefined && nowMs >= forecast.at_risk_ms ? 'at_risk' : forecast.prospect
}

// Nothing is said in a list of what is on time.
export function worryOf(forecast: Forecast | undefined, nowMs: number): Mark | null {
  const prospect = forecast && prospectAt(forecast, nowMs)
  return prospect && prospect !== 'on_time' ? prospects[prospect] : null
}
