// The cable of one browser profile: a SOCKS proxy that can be pulled out.
//
// Measured with Chromium 156: going offline by CDP (page.setOfflineMode) fails new requests, sets navigator.onLine and
// fires its events, but leaves an open WebSocket open: the frames are only held back and arrive afterwards. An outage that
// loses them has to happen outside of the browser.
import net from 'node:net';

const REFUSED = Buffer.from([5, 5, 0, 1, 0, 0, 0, 0, 0, 0]);
const GRANTED = Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]);

export async function openWire() {
  const ends = new Set();
  let cut = false;

  function carry(from, port) {
    const to = net.connect(port, '127.0.0.1');
    to.setNoDelay(true);
    for (const [one, other] of [[from, to], [to, from]]) {
      ends.add(one);
      one.on('error', () => {});
      one.on('close', () => {
        ends.delete(one);
        other.destroy();
      });
    }
    const refuse = () => from.end(REFUSED);
    to.once('error', refuse);
    to.once('connect', () => {
      to.removeListener('error', refuse);
      from.write(GRANTED);
      from.pipe(to).pipe(from);
    });
  }

  // RFC 1928, as far as a browser needs it: no authentication, CONNECT, whatever the name: this machine.
  const server = net.createServer((socket) => {
    if (cut) return socket.destroy();
    socket.setNoDelay(true);
    socket.on('error', () => {});
    let greeted = false;
    let heard = Buffer.alloc(0);
    socket.on('data', function listen(bytes) {
      heard = Buffer.concat([heard, bytes]);
      if (!greeted && heard.length >= 2 && heard.length >= 2 + heard[1]) {
        greeted = true;
        heard = heard.subarray(2 + heard[1]);
        socket.write(Buffer.from([5, 0]));
      }
      if (!greeted || heard.length < 5) return;
      const length = { 1: 10, 3: 7 + heard[4], 4: 22 }[heard[3]];
      if (heard.length < length) return;
      socket.removeListener('data', listen);
      carry(socket, heard.readUInt16BE(length - 2));
    });
  });
  server.listen(0, '127.0.0.1');
  await new Promise((ready) => server.once('listening', ready));

  return {
    address: `socks5://127.0.0.1:${server.address().port}`,
    cut() {
      cut = true;
      // Not resetAndDestroy: with Node.js 20 now and then it leaves a handle that the process waits for at its end, forever.
      for (const end of ends) end.destroy();
    },
    mend() {
      cut = false;
    },
    close() {
      this.cut();
      server.close();
    },
  };
}
