// Where the user's npm packages are: beside the script, where the command runs, beside an installed Artillery, among
// global packages, and wherever Node.js looks by itself (NODE_PATH).
import { realpathSync } from 'node:fs';
import { join } from 'node:path';

function installedArtillery() {
  for (const folder of (process.env.PATH ?? '').split(':')) {
    try {
      return realpathSync(join(folder, 'artillery'));
    } catch {
      // not in this one
    }
  }
  return null;
}

/** Names of files, there or not, that may require a package. */
function packagePlaces(scriptFolder) {
  const prefixes = [process.env.npm_config_prefix, join(realpathSync(process.execPath), '../..'), '/usr/local'];
  return [join(scriptFolder, '-'), join(process.cwd(), '-'), installedArtillery(),
    ...prefixes.filter(Boolean).map((prefix) => join(prefix, 'lib', '-'))].filter(Boolean);
}

function wherePackagesAre(scriptFolder) {
  return `beside the script (${scriptFolder}), where the command runs, beside an installed artillery, or among global packages`;
}
