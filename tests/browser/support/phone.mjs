// What stands for an authenticator app on a phone (RFC 6238).
import { createHmac } from 'node:crypto';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';

// The code of `steps` half minutes from now, of a secret in letters as the page shows it.
export function code(secret, steps = 0) {
  const bits = [...secret.replace(/\s/g, '')].map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const mac = createHmac('sha1', key).update(step).digest();
  const number = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
  return String(number % 1e6).padStart(6, '0');
}
