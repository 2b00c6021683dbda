// People at the other end, over the platform's own HTTP API: a log-in with its forced change of password, and a crew that
// answers orders by a policy until nothing is open.
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

export class Person {
  constructor(url) { this.url = `${url}/api/v1`; }

  static async signIn(url, { login, password }, newPassword = `Lift.${randomUUID().slice(0, 8)}`) {
    const person = new Person(url);
    let session = await person.call('POST', '/session', { login, password });
    if (session.must_change_password) session = await person.call('PUT', '/session/password', { current: password, new: newPassword });
    Object.assign(person, { login, account: session.account });
    return person;
  }

  // Throws an Error with `status` and `problem` for every refusal.
  async call(method, path, body, headers = {}) {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(body ? { 'content-type': 'application/json' } : {}), ...(this.cookie ? { cookie: this.cookie } : {}),
        ...(this.csrf ? { 'x-csrf-token': this.csrf } : {}), ...headers,
      },
      body: body ? JSON.stringify(body) : undefined,
    });
    const cookie = response.headers.get('set-cookie');
    if (cookie) this.cookie = cookie.split(';')[0];
    const text = await response.text();
    const answer = text === '' ? undefined : JSON.parse(text);
    if (!response.ok) throw Object.assign(new Error(`${method} ${path}: ${response.status} ${text}`), { status: response.status, problem: answer });
    if (answer?.csrf) this.csrf = answer.csrf;
    return answer;
  }

  async openOrders() {
    const orders = [];
    for (let cursor = ''; cursor !== undefined;) {
      const page = await this.call('GET', `/orders?state=open${cursor && `&cursor=${cursor}`}`);
      orders.push(...page.orders);
      cursor = page.next_cursor;
    }
    return orders;
  }
  order(id) { return this.call('GET', `/orders/${id}`); }

  step(order, step, { level = 1, closing, key = randomUUID() } = {}) {
    return this.call('POST', `/orders/${order.id}/steps`, { level, step, ...(closing ? { closing } : {}) },
      { 'idempotency-key': key, 'if-match': `"${order.version}"` });
  }
}

const CLOSING = { result: 'trapped', cause: '门刀与滚轮间距调整不良', people_trapped: 1, people_hurt: 0, scene: '乘客已安全撤离' };

// Does one thing to one order, as far as it has come. `prompt` crews accept at once; others wait until the accept limit
// has passed. `free(elevator code)` opens the car's door; an order is closed only after its recovered has come.
export async function advance(person, order, { prompt, free }) {
  const first = order.dispatches.find((dispatch) => dispatch.level === 1);
  try {
    if (first.state === 'dispatched') {
      const accept = first.limits.find((limit) => limit.step === 'accepted');
      if (prompt || accept.fired_ms) await person.step(order, 'accepted');
    } else if (first.state === 'accepted') {
      await person.step(order, 'arrived');
    } else if (first.state === 'arrived') {
      if (order.recovered_ms) await person.step(order, 'rescued', { closing: CLOSING });
      else free(order.elevator.code);
    }
  } catch (error) {
    if (error.status !== 409) throw error;  // the order moved on between our look and our tap: look again
  }
}

const ROUND_MS = 50;

// A crew at work until it is told to stop, or its chain is. slow: every so-manieth order is accepted only after its limit has passed (none: all
// at once); password: that a crew before this one chose. A platform that is away for a moment is asked again.
export class Crew {
  static async start(chain, { slow = 0, password } = {}) {
    const crew = new Crew();
    Object.assign(crew, { chain, slow, over: false, known: new Map() });
    crew.password = password ?? `Lift.${randomUUID().slice(0, 8)}`;
    const login = chain.login('dispatcher');
    crew.dispatcher = await Person.signIn(chain.url, password ? { ...login, password } : login, crew.password);
    crew.work = crew.run();
    return crew;
  }

  async run() {
    while (!this.over && !this.chain.stopped) {
      await this.round().catch((error) => { if (error.problem && error.status < 500) throw error; });
      await delay(ROUND_MS);
    }
  }

  async round() {
    for (const order of await this.dispatcher.openOrders()) {
      await advance(this.dispatcher, order, { prompt: this.isPrompt(order), free: (code) => this.chain.free(code) });
    }
  }

  // By the order in which they came: most ids are odd.
  isPrompt({ id }) {
    if (!this.known.has(id)) this.known.set(id, this.known.size + 1);
    return this.slow === 0 || this.known.get(id) % this.slow !== 0;
  }

  async stop() {
    this.over = true;
    await this.work;
  }
}
