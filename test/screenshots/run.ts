/** `npm run screenshots [-- names]`: makes every picture of the repository anew, or those named, from real windows. */
import { installedVariable, installPackagedExtension } from '../support/vscodeHost/installed';
import { makeFilm } from './film';
import { drawIcon } from './icon';
import { takeStills } from './stills';
import { takeThemes } from './themes';

async function main(): Promise<void> {
  const installed = await installPackagedExtension('screenshots');
  if (!installed) return;
  try {
    process.env[installedVariable] = installed.extensions;
    const wanted = process.argv.slice(2);
    const makers = { icon: drawIcon, stills: takeStills, film: makeFilm, themes: takeThemes };
    for (const [name, make] of Object.entries(makers)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      await make();
      console.log(`${name}: done`);
    }
  } finally {
    await installed.remove();
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
