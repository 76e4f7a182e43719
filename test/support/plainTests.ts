/** `npm run test:unit`, `npm run test:soak`: mocha in plain Node, with its words as given, and the slowest tests below. */
import { runMocha } from './mochaProcess';

runMocha(process.argv.slice(2), ['--timeout', '60000'], {}).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
