// Between boxes and broker: carries bytes as they are (TLS and all), until told to be a worse line.
import { createServer, connect } from 'node:net';
import { freePorts } from './ports.mjs';

export class Proxy {
  static async start(target) {
    const proxy = new Proxy();
    Object.assign(proxy, { target, lines: new Set(), opened: 0 });
    [proxy.port] = await freePorts(1);
    proxy.server = createServer((near) => proxy.carry(near));
    await new Promise((resolve, reject) => proxy.server.once('error', reject).listen(proxy.port, '127.0.0.1', resolve));
    proxy.server.unref();
    return proxy;
  }

  carry(near) {
    const far = connect(this.target, '127.0.0.1');
    const line = { near, far, up: true, down: true };
    this.lines.add(line);
    this.opened += 1;
    near.on('data', (bytes) => { if (line.up) far.write(bytes); });
    far.on('data', (bytes) => { if (line.down) near.write(bytes); });
    const end = () => {
      if (!line.up || !line.down) return;  // a dead line tells nobody that its other end has gone
      this.lines.delete(line);
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) socket.on('error', end).on('close', end).unref();
  }

  // The lines that are open now stay open and carry nothing any more; new ones work (row A4).
  freeze() {
    for (const line of this.lines) Object.assign(line, { up: false, down: false });
    return this.lines.size;
  }

  // Cuts every line, frozen or not.
  cut() {
    for (const line of this.lines) {
      Object.assign(line, { up: true, down: true });
      line.near.destroy();
      line.far.destroy();
    }
    this.lines.clear();
  }
}
