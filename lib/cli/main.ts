#!/usr/bin/env node
import { once } from 'node:events';
import { runCommand } from './run-command.js';
import type { Screen, Terminal } from './terminal.js';

function terminal(): Terminal {
  const { env, stdout } = process;
  return {
    argv: process.argv.slice(2),
    env,
    print: (line) => console.log(line),
    complain: (line) => console.error(line),
    interrupted,
    ...(stdout.isTTY && { screen: screen() }),
  };
}

async function interrupted(): Promise<void> {
  await Promise.race(['SIGINT', 'SIGTERM'].map((signal) => once(process, signal)));
}

function screen(): Screen {
  const { env, stdout } = process;
  return {
    hasColours: !env['NO_COLOR'] && env['TERM'] !== 'dumb',
    status: (line) => stdout.write(`\r\u001b[K${line}`),
  };
}

async function main(): Promise<void> {
  process.exitCode = await runCommand(terminal());
}

void main();
