/** For `.ci/run`: the Debian packages that `npm test` lacks on this machine, in one line; beside it, what each is for. */
import { everything } from './requirements';

const missing = everything.filter((one) => !one.isPresent());
for (const { debianPackages, why } of missing) console.error(`Missing: ${debianPackages.join(' ')} (${why})`);
console.log(missing.flatMap(({ debianPackages }) => debianPackages).join(' '));
