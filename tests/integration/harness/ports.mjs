// Ports for the servers of a test, so that several tests may run at once.
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

// Below the range from which the kernel takes the ports of outgoing connections: thousands of boxes leave these alone.
const FIRST = 20_000;
const LAST = 32_000;

// A UDP socket on the same number keeps it for this process, and the kernel lets go of it with the process.
function reserve(port) {
  return new Promise((resolve) => {
    const socket = createSocket('udp4').once('error', () => resolve(false));
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => {
      socket.unref();
      resolve(true);
    });
  });
}

// Whether nobody who knows nothing of reservations listens there.
function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

let next = FIRST + Math.floor(Math.random() * (LAST - FIRST));

// So many TCP ports of 127.0.0.1, this process's until it ends.
export async function freePorts(count) {
  const ports = [];
  for (let tried = 0; ports.length < count; ++tried) {
    if (tried > LAST - FIRST) throw new Error('no port is free');
    next = next < LAST ? next + 1 : FIRST;
    if (await reserve(next) && await isFree(next)) ports.push(next);
  }
  return ports;
}
