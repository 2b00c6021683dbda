// A refusal by the server (RFC 9457) or by the network, as one kind of error that pages can show.

import type { components } from './schema'

export type Problem = components['schemas']['Problem']
export type ProblemCode = Problem['code']

export class Refusal extends Error {
  constructor(readonly problem: Problem) {
    super(problem.code)
    this.name = 'Refusal'
  }

  get code(): ProblemCode {
    return this.problem.code
  }
}

// No answer came: the write may or may not have reached the server, so a retry must keep its idempotency key.
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super('unreachable', { cause })
    this.name = 'Unreachable'
  }
}

// An answer that is no problem document (a proxy's page, say) still becomes one.
export async function problemOf(response: Response): Promise<Problem> {
  if (response.headers.get('Content-Type')?.startsWith('application/problem+json')) {
    return (await response.json()) as Problem
  }
  return {
    type: 'about:blank',
    title: '服务器没有给出可读的答复',
    title_en: 'The server gave no readable answer',
    status: response.status,
    code: response.status >= 500 ? 'internal' : 'bad_request',
  }
}
