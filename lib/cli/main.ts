#!/usr/bin/env node
import { runCommand } from './run-command.js';

void runCommand({
  argv: process.argv.slice(2),
  env: process.env,
  print: (line) => console.log(line),
  complain: (line) => console.error(line),
}).then((exitCode) => {
  process.exitCode = exitCode;
});
