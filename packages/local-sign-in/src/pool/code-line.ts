import type { SentCode } from './one-time-codes.ts';

/** A code as a terminal shows it. */
export const codeLine = ({ purpose, username, code }: SentCode): string =>
  purpose === 'invitation'
    ? `Temporary password of ${username}: ${code}`
    : `Code for ${username} (${purpose}): ${code}`;
