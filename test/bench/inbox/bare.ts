import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';

/** What everybody writes first: Express, the signature, the JSON, an answer. Nothing is kept. */
const [, , secret = ''] = process.argv;
const app = express();
app.post('/in', express.raw({ type: () => true, limit: '5mb' }), (request, response) => {
  const body = request.body as Buffer;
  const given = Buffer.from(request.get('x-hub-signature-256') ?? '');
  const right = Buffer.from(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
  if (given.length !== right.length || !timingSafeEqual(given, right)) response.status(401).end();
  else {
    JSON.parse(body.toString());
    response.status(202).end();
  }
});
const server = app.listen(0, '127.0.0.1');
await once(server, 'listening');
process.on('message', () => process.disconnect());
process.on('disconnect', () => process.exit());
process.send?.({ kind: 'ready', url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
