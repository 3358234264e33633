// A client that breaks off: a socket that sends part of a request and is destroyed, or keeps still.

import { connect, type Socket } from 'node:net';

export interface RawPatch {
  port: number;
  personId: string;
  uploadId: string;
  offset: number;
  /** Content-Length of the request, whatever is really sent. */
  declaredBytes: number;
}

/** Opens a PATCH and sends its head. */
export async function openPatch(patch: RawPatch): Promise<Socket> {
  const socket = connect(patch.port, '127.0.0.1');
  socket.on('error', () => undefined);
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  socket.write(
    [
      `PATCH /v1/uploads/${patch.uploadId} HTTP/1.1`,
      'host: test',
      'tus-resumable: 1.0.0',
      'content-type: application/offset+octet-stream',
      `x-test-person: ${patch.personId}`,
      `upload-offset: ${patch.offset}`,
      `content-length: ${patch.declaredBytes}`,
      '',
      '',
    ].join('\r\n'),
  );
  return socket;
}

/** Sends bytes and waits until the kernel has taken them. */
export async function send(socket: Socket, bytes: Uint8Array): Promise<void> {
  await new Promise<void>((resolve) => {
    socket.write(bytes, () => resolve());
  });
}

/** Destroys the socket: the server sees a connection that was reset or ended in the middle. */
export async function cut(socket: Socket): Promise<void> {
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.destroy();
  await closed;
}

/** Everything the server sends until it closes or `enough` says so. */
export async function readUntil(
  socket: Socket,
  enough: (text: string) => boolean,
): Promise<string> {
  let text = '';
  return await new Promise<string>((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (enough(text)) resolve(text);
    });
    socket.once('close', () => resolve(text));
  });
}
