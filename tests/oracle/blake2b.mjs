// BLAKE2b-256 (RFC 7693), which node's own crypto has only in its long form: a second implementation of what the audit log's
// chain is made with.
const M64 = (1n << 64n) - 1n;
const IV = [0x6a09e667f3bcc908n, 0xbb67ae8584caa73bn, 0x3c6ef372fe94f82bn, 0xa54ff53a5f1d36f1n,
  0x510e527fade682d1n, 0x9b05688c2b3e6c1fn, 0x1f83d9abfb41bd6bn, 0x5be0cd19137e2179n];
const SIGMA = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
  [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4], [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
  [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13], [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
  [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11], [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
  [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5], [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0]];
const QUARTERS = [[0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15], [0, 5, 10, 15], [1, 6, 11, 12], [2, 7, 8, 13], [3, 4, 9, 14]];

const turn = (word, by) => (word >> BigInt(by)) | ((word << BigInt(64 - by)) & M64);

function compress(h, block, length, last) {
  const m = Array.from({ length: 16 }, (_, i) => block.readBigUInt64LE(8 * i));
  const v = [...h, ...IV];
  v[12] ^= BigInt(length);
  if (last) v[14] ^= M64;
  for (let round = 0; round < 12; ++round) {
    const order = SIGMA[round % 10];
    QUARTERS.forEach(([a, b, c, d], i) => {
      v[a] = (v[a] + v[b] + m[order[2 * i]]) & M64;
      v[d] = turn(v[d] ^ v[a], 32);
      v[c] = (v[c] + v[d]) & M64;
      v[b] = turn(v[b] ^ v[c], 24);
      v[a] = (v[a] + v[b] + m[order[2 * i + 1]]) & M64;
      v[d] = turn(v[d] ^ v[a], 16);
      v[c] = (v[c] + v[d]) & M64;
      v[b] = turn(v[b] ^ v[c], 63);
    });
  }
  return h.map((word, i) => word ^ v[i] ^ v[i + 8]);
}

export function blake2b256(text) {
  const bytes = Buffer.from(text);
  let h = [...IV];
  h[0] ^= 0x01010000n ^ 32n;
  const blocks = Math.max(1, Math.ceil(bytes.length / 128));
  for (let i = 0; i < blocks; ++i) {
    const block = Buffer.alloc(128);
    bytes.copy(block, 0, 128 * i);
    h = compress(h, block, Math.min(bytes.length, 128 * (i + 1)), i === blocks - 1);
  }
  const out = Buffer.alloc(64);
  h.forEach((word, i) => out.writeBigUInt64LE(word, 8 * i));
  return out.subarray(0, 32).toString('hex');
}
