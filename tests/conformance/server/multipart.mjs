// The parts of a multipart body, one line each, without the boundary (which each client draws anew):
// "part content-disposition: … | content-type: … | <body>". A body that isn't multipart comes back as undefined.
export function parts(contentType, body) {
  const boundary = /^multipart\/.*boundary="?([^";]+)"?/.exec(contentType ?? '')?.[1];
  if (!boundary) return undefined;
  const pieces = body.toString('latin1').split(`--${boundary}`);
  const last = pieces.pop();
  const shown = pieces.slice(1).map((piece) => {
    const [head, ...rest] = piece.replace(/^\r\n/, '').split('\r\n\r\n');
    const headers = head.split('\r\n').map((line) => line.replace(/^[^:]+/, (name) => name.toLowerCase()));
    return ['part', ...headers.sort(), utf8(rest.join('\r\n\r\n').replace(/\r\n$/, ''))].join(' | ');
  });
  return [...shown, last.startsWith('--') ? 'closed' : 'not closed'];
}

const utf8 = (latin1) => Buffer.from(latin1, 'latin1').toString('utf8');
