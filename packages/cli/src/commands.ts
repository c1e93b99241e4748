import type { Command } from './command.ts';
import { dev } from './commands/dev.ts';
import { doctor } from './commands/doctor.ts';
import { inspect } from './commands/inspect.ts';
import { keys } from './commands/keys.ts';
import { pull } from './commands/pull.ts';
import { verify } from './commands/verify.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [verify, inspect, keys, doctor, dev, pull];
