// open_servers(): the servers a script asks for in its "needs:", each on a free port that the script finds in its environment: the
// mirror (PORT) always; tls (TLS_PORT), the mirror behind a certificate; ws (WS_PORT); io (IO_PORT), a Socket.IO server;
// proxy (PROXY_PORT), a forward proxy.
import { createRequire } from 'node:module';
import { open_connect } from './connect.mjs';
import { open_io } from './io.mjs';
import { open_mirror } from './mirror.mjs';
import { open_ws } from './ws.mjs';

// ws and socket.io are installed beside Artillery.
const require = createRequire(process.env.ARTILLERY ?? import.meta.url);

export async function open_servers(needs, { certificate }) {
  const servers = { PORT: await open_mirror() };
  if (needs.includes('tls')) servers.TLS_PORT = await open_mirror(certificate);
  if (needs.includes('ws')) servers.WS_PORT = await open_ws(require);
  if (needs.includes('io')) servers.IO_PORT = await open_io(require);
  if (needs.includes('proxy')) servers.PROXY_PORT = await open_connect();
  return servers;
}
