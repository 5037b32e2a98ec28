#!/usr/bin/env node
import { runCommand } from './run-command.js';

async function main(): Promise<void> {
  process.exitCode = await runCommand({
    argv: process.argv.slice(2),
    env: process.env,
    print: (line) => console.log(line),
    complain: (line) => console.error(line),
  });
}

void main();
