// What the tus endpoint looks like in OpenAPI. The protocol itself is at https://tus.io/protocols/resumable-upload.

type Header = {
  name: string;
  in: 'header';
  required: boolean;
  schema: { type: 'string' | 'integer' };
  description: string;
};

const RESUMABLE = header('Tus-Resumable', 'string', 'Always `1.0.0`');
const ID = { name: 'id', in: 'path', required: true, schema: { type: 'string' } } as const;
const TAGS = ['uploads'];

/** Operations by path and method, without security and problems. */
export const TUS_PATHS = {
  '/v1/uploads': {
    post: {
      operationId: 'beginUpload',
      summary: 'tus creation: begin an upload; `Location` is its address',
      tags: TAGS,
      parameters: [
        RESUMABLE,
        header('Upload-Length', 'integer', 'Size of the whole file in bytes'),
        header(
          'Upload-Metadata',
          'string',
          'Comma-separated `name base64`: `language`, `genre`; optional `caption`, `tags` (comma-separated), `filename`, `filetype`, `trimStartMs`, `trimEndMs`',
        ),
      ],
      responses: { 201: { description: 'Begun; `Location` and `Upload-Expires` are set' } },
    },
  },
  '/v1/uploads/{id}': {
    head: {
      operationId: 'getUploadOffset',
      summary: 'tus: how many bytes are safe; a request that hangs is taken over',
      tags: TAGS,
      parameters: [ID, RESUMABLE],
      responses: { 200: { description: '`Upload-Offset` and `Upload-Length` are set' } },
    },
    patch: {
      operationId: 'sendUploadBytes',
      summary: 'tus: send bytes from an offset on; 204 means that they are on the disk',
      tags: TAGS,
      parameters: [ID, RESUMABLE, header('Upload-Offset', 'integer', 'Where these bytes belong')],
      requestBody: { required: true, content: { 'application/offset+octet-stream': {} } },
      responses: { 204: { description: '`Upload-Offset` says how many bytes are safe' } },
    },
    delete: {
      operationId: 'deleteUpload',
      summary: 'tus termination: give up an upload that is not published',
      tags: TAGS,
      parameters: [ID, RESUMABLE],
      responses: { 204: { description: 'Gone' } },
    },
  },
};

function header(name: string, type: 'string' | 'integer', description: string): Header {
  return { name, in: 'header', required: true, schema: { type }, description };
}
