// What the tus endpoint looks like in OpenAPI. The protocol itself is at https://tus.io/protocols/resumable-upload.

import type { JsonObject } from '@jhalak/ports';

type Header = {
  name: string;
  in: 'header';
  required: boolean;
  schema: { type: 'string' | 'integer' };
  description: string;
};

const RESUMABLE = header('Tus-Resumable', 'string', 'Always `1.0.0`');
const ID = { name: 'id', in: 'path', required: true, schema: { type: 'string' } } as const;

/** Operations by path and method, without security and problems. */
export const TUS_PATHS = {
  ...pathsOf('/v1/uploads', {
    name: 'Upload',
    tags: ['uploads'],
    metadata: [
      header(
        'Upload-Metadata',
        'string',
        'Comma-separated `name base64`: `language`, `genre`; optional `caption`, `tags` (comma-separated), `filename`, `filetype`, `trimStartMs`, `trimEndMs`',
      ),
    ],
    gone: 'tus termination: give up an upload that is not published',
  }),
  ...pathsOf('/v1/imports', {
    name: 'Import',
    tags: ['exports'],
    metadata: [],
    gone: 'tus termination: give up an archive that has not begun to come in',
  }),
};

function pathsOf(
  path: string,
  said: { name: string; tags: string[]; metadata: readonly Header[]; gone: string },
): Record<string, Record<string, JsonObject>> {
  const { name, tags } = said;
  return {
    [path]: {
      post: {
        operationId: `begin${name}`,
        summary: 'tus creation: begin an upload; `Location` is its address',
        tags,
        parameters: [
          RESUMABLE,
          header('Upload-Length', 'integer', 'Size of the whole file in bytes'),
          ...said.metadata,
        ],
        responses: { 201: { description: 'Begun; `Location` and `Upload-Expires` are set' } },
      },
    },
    [`${path}/{id}`]: {
      head: {
        operationId: `get${name}Offset`,
        summary: 'tus: how many bytes are safe; a request that hangs is taken over',
        tags,
        parameters: [ID, RESUMABLE],
        responses: { 200: { description: '`Upload-Offset` and `Upload-Length` are set' } },
      },
      patch: {
        operationId: `send${name}Bytes`,
        summary: 'tus: send bytes from an offset on; 204 means that they are on the disk',
        tags,
        parameters: [ID, RESUMABLE, header('Upload-Offset', 'integer', 'Where these bytes belong')],
        requestBody: { required: true, content: { 'application/offset+octet-stream': {} } },
        responses: { 204: { description: '`Upload-Offset` says how many bytes are safe' } },
      },
      delete: {
        operationId: `delete${name}`,
        summary: said.gone,
        tags,
        parameters: [ID, RESUMABLE],
        responses: { 204: { description: 'Gone' } },
      },
    },
  };
}

function header(name: string, type: 'string' | 'integer', description: string): Header {
  return { name, in: 'header', required: true, schema: { type }, description };
}
